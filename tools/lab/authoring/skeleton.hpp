/// @file
/// A new exercise that works: small enough to be written over, whole enough to be checked.
#pragma once

#include "course/course.hpp"
#include "lab/workspace/workspace.hpp"
#include "support/file_entry.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace authoring {

/// True if a program may be called so: it becomes a file's name, a C++ name and a word of a shell.
[[nodiscard]] bool is_program_name(std::string_view name);

/// The files of a new exercise, at their paths in the tree: its solution, the stub made from that,
/// its data, instructions and wording, and its checks. It gets the number after the last one.
[[nodiscard]] std::vector<support::file_entry>
skeleton(const lab::workspace& where, const course::course& course, const std::string& name);

}  // namespace authoring

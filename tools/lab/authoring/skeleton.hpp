/// @file
/// A new exercise that works: small enough to replace, complete enough to check.
#pragma once

#include "course/course.hpp"
#include "lab/workspace/workspace.hpp"
#include "support/file_entry.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace authoring {

/// True if a program may have this name. It is used as a file name, a C++ identifier and a shell
/// word.
[[nodiscard]] bool is_program_name(std::string_view name);

/// The files of a new exercise, at their paths in the tree: its solution, the stub made from that,
/// its data, instructions and wording, and its checks. It gets the number after the last one.
[[nodiscard]] std::vector<support::file_entry>
skeleton(const lab::workspace& where, const course::course& course, const std::string& name);

}  // namespace authoring

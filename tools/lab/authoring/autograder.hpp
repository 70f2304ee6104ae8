/// @file
/// The archive that Gradescope builds a course's autograder from.
#pragma once

#include "course/course.hpp"
#include "lab/workspace/workspace.hpp"
#include "support/file_entry.hpp"

#include <string>
#include <vector>

namespace authoring {

/// `setup.sh` and `run_autograder`, and beside them what they build and read: the tools, the suite
/// with its hidden checks, and the course, without solutions. `failed` is what a student reads if
/// grading itself has failed.
[[nodiscard]] std::vector<support::file_entry>
gradescope_autograder(const lab::workspace& where, course::language in, const std::string& failed);

}  // namespace authoring

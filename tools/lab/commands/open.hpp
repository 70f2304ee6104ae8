/// @file
/// `lab grade --open NAME`: a graded submission as a tree in which the lab's commands work.
#pragma once

#include "lab/workspace/problem.hpp"
#include "lab/workspace/session.hpp"

#include <string>

namespace lab {

/// Puts the sources of OUT/`name` into a new tree and prints what to type there. Throws `problem`
/// if there is no such submission.
status open_graded(const session& now, const std::string& out, const std::string& name);

}  // namespace lab

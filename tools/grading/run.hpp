/// @file
/// A run from the outside: what is thrown becomes a sentence and lab's exit status.
#pragma once

#include "grading/context.hpp"
#include "grading/grade.hpp"

#include <cstddef>
#include <functional>

namespace grading {

/// Calls `work`, with Ctrl-C as a flag. Broken input gets a status of its own where a scheduler
/// would otherwise try again (`by_scheduler`).
int in_a_run(bool by_scheduler, const progress& notify, const std::function<int()>& work);

/// Throws `problem` after Ctrl-C: so many are done, and stay.
void check_not_interrupted(std::size_t done, std::size_t of, const context& with);

}  // namespace grading

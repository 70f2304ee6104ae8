/// @file
/// Runs a program to its end, unless the caller asks to stop earlier.
#pragma once

#include "support/process.hpp"

#include <functional>

namespace judge {

using stop_question = std::function<bool()>;

/// As support::run, but asks `stop` (it may be empty) a few times a second and ends the program
/// when that is true: `timed_out` is set then, too.
support::finished run_until(const support::command& what, support::milliseconds limit,
                            const stop_question& stop);

}  // namespace judge

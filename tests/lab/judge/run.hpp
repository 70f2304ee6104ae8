/// @file
/// A program run to its end, unless somebody wants to stop before that.
#pragma once

#include "process.hpp"

#include <functional>

namespace judge {

using stop_question = std::function<bool()>;

/// As process::run, but asks `stop` (it may be empty) a few times a second and ends the program
/// when that is true: `timed_out` is set then, too.
process::finished run_until(const process::command& what, process::milliseconds limit,
                            const stop_question& stop);

}  // namespace judge

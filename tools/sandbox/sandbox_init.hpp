/// @file
/// The first process in a box: sets its limits, starts the program, watches what no rlimit can, and
/// takes the whole box with it when the program ends.
///
/// bubblewrap has a process 1 of its own, but a program can open its /proc/1/mem for writing and
/// its /proc/1/environ for reading: there stand the grader's environment and a process without
/// limits. This one's environment is the box's, and the kernel lets nobody look into it
/// (PR_SET_DUMPABLE).
#pragma once

#include "sandbox/profile.hpp"

#include <string>
#include <vector>

namespace sandbox {

/// What the warden answers for a program that itself exits with 125, which is sock-box's own.
constexpr int disguised_status = 126;

/// `started` is a pipe's end: "!" in it means that the program runs, anything else is the reason
/// why it does not. Returns the program's exit status, 128 + n if signal n ended it.
[[nodiscard]] int guard(const profile& rules, int started, const std::vector<std::string>& program);

}  // namespace sandbox

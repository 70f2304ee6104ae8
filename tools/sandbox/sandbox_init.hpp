/// @file
/// The first process in a box: sets its limits, starts the program, enforces what no rlimit can,
/// and ends the whole box when the program ends.
///
/// bubblewrap has a process 1 of its own, but a program can open its /proc/1/mem for writing and
/// its /proc/1/environ for reading: they hold the grader's environment and belong to a process
/// without limits. This one's environment is the box's, and the kernel lets no process look into it
/// (PR_SET_DUMPABLE).
#pragma once

#include "sandbox/users.hpp"

#include <string>
#include <vector>

namespace sandbox {

/// The exit status for a program that itself exits with 125, which is sock-box's own.
constexpr int disguised_status = 126;

/// Runs `program` under the seccomp filter in the file `filter`, and returns its exit status.
/// `report` is a pipe's end. Written to it: `!` once the program runs; the name of each refused
/// call, and a newline; at the end the number of the signal that ended the program, or 0. Anything
/// else is the reason why the program could not be started. (Process 1 cannot be ended by a signal
/// of its own, so its exit status alone does not distinguish a signal from an exit.) With `user`
/// the program becomes that user, while this process stays what it is.
[[nodiscard]] int guard(const profile& rules, int report, int filter,
                        const std::vector<std::string>& program, const new_user* user = nullptr);

/// Everything that comes through a pipe until its other end is closed.
[[nodiscard]] std::string read_to_end(int pipe);

}  // namespace sandbox

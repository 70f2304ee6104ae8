/// @file
/// From a command to a process: fork(2), and everything between it and execve(2).
#pragma once

#include "support/process.hpp"

namespace support {

/// The standard streams of the child.
struct streams {
    int in = -1;
    int out = -1;
    int err = -1;
};

/// Starts `what` in a session of its own and returns once it runs. Throws std::system_error naming
/// the program if it cannot be started.
[[nodiscard]] pid_t launch(const command& what, const streams& its);

}  // namespace support

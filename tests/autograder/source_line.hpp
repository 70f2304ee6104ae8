/// @file
/// The line of the student's source that made a recorded call.
#pragma once

#include "autograder/recording.hpp"

#include <string>
#include <vector>

namespace suite {

/// A student's program, and what a tool that reads it is started by: nothing, or a sandbox.
struct executable {
    std::string path;
    std::vector<std::string> reader = {};
};

/// "tcp_server.cpp:41": the innermost line of the program's own source among the callers of `call`,
/// by its debug information. Empty if that cannot be found: it has none, or this system has no
/// addr2line(1), which runs in a sandbox: its input is written by the student.
[[nodiscard]] std::string source_line(const recorded_call& call, const executable& of);

/// The same among lines as addr2line prints them: "/box/work/tcp_server.cpp:41 (discriminator 2)".
[[nodiscard]] std::string own_line(std::string_view addresses);

}  // namespace suite

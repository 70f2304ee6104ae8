/// @file
/// The line of the student's source that made a recorded call.
#pragma once

#include "autograder/recording.hpp"

#include <string>

namespace suite {

/// "tcp_server.cpp:41": the innermost line of the program's own source among the callers of `call`,
/// by the debug information in `binary`. Empty if that cannot be found: it has none, or this system
/// has no addr2line(1).
[[nodiscard]] std::string source_line(const recorded_call& call, const std::string& binary);

/// The same among lines as addr2line prints them: "/box/work/tcp_server.cpp:41 (discriminator 2)".
[[nodiscard]] std::string own_line(std::string_view addresses);

}  // namespace suite

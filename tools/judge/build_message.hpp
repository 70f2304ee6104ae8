/// @file
/// The message about a failed build, for a person.
#pragma once

#include "support/process.hpp"
#include "wire/sentence.hpp"

#include <string>

namespace judge {

/// One line with the cause ("tcp_server.cpp:14: error: …"), then the compiler's output. The cause
/// may be a limit: time, memory or output.
[[nodiscard]] wire::sentence build_message(const support::finished& compiler,
                                           const std::string& source,
                                           const course::catalogue& words);

}  // namespace judge

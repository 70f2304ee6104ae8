/// @file
/// The message about a failed build, for a person.
#pragma once

#include "support/process.hpp"
#include "wire/sentence.hpp"

#include <string>

namespace judge {

/// What the compiler said, with the folder `include` (of the precompiled sock.hpp, or in the box)
/// named as the person knows it: include/sock.hpp.
[[nodiscard]] std::string compiler_output(const support::finished& compiler,
                                          const std::string& include);

/// One line with the cause ("tcp_server.cpp:14: error: …"), then `said`, the compiler's output. The
/// cause may be a limit: time, memory or output.
[[nodiscard]] wire::sentence build_message(const support::finished& compiler, std::string said,
                                           const std::string& source,
                                           const course::catalogue& words);

}  // namespace judge

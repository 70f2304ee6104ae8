/// @file
/// The resources that all processes of a box use together.
#pragma once

#include "sandbox/profile.hpp"

#include <string>

namespace sandbox {

/// The limit that is exceeded: "used more than 512 MB of memory"; empty if none is.
[[nodiscard]] std::string excess_of(const totals& allowed);

/// The same for memory that is known to be over its limit.
[[nodiscard]] std::string over_memory(const totals& allowed);

/// Bytes of private and shared memory of all visible processes. A page that two processes share
/// after fork counts twice, so a limit on it has to be generous.
[[nodiscard]] std::uint64_t memory_in_use();

}  // namespace sandbox

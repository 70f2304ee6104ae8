/// @file
/// The resources that all processes of a box use together.
#pragma once

#include "sandbox/profile.hpp"

#include <optional>
#include <string>

namespace sandbox {

/// The limit that is exceeded: "used more than 512 MB of memory"; empty if none is. `unread`: bytes
/// that wait in the box's sockets.
[[nodiscard]] std::string excess_of(const totals& allowed, std::uint64_t unread);

/// The same for memory that is known to be over its limit.
[[nodiscard]] std::string over_memory(const totals& allowed);

/// Bytes of private and shared memory of all visible processes. A page that two processes share
/// after fork counts twice, so a limit on it has to be generous. Nothing: /proc cannot be read.
[[nodiscard]] std::optional<std::uint64_t> memory_in_use();

/// Bytes that wait in the kernel, sent and not read, in all sockets of this network namespace: they
/// belong to no process. Rather too many than too few: where TCP takes little on the whole machine,
/// all of that counts.
[[nodiscard]] std::uint64_t unread_in_sockets();

}  // namespace sandbox

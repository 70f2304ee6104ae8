/// @file
/// The resources that all processes of a box use together.
#pragma once

#include "sandbox/users.hpp"

#include <optional>
#include <set>
#include <string>

namespace sandbox {

/// Whose resources count: all that are visible, or, where a box is a user, those of that user.
using only_of = std::optional<uid_t>;

/// The limit that is exceeded: "used more than 512 MB of memory"; empty if none is. `unread`: bytes
/// that wait in the box's sockets.
[[nodiscard]] std::string excess_of(const profile& rules, std::uint64_t unread, only_of user);

/// The same for the files of a box that is a user.
[[nodiscard]] std::string excess_of_files(const profile& rules, uid_t user);

/// The same for memory that is known to be over its limit.
[[nodiscard]] std::string over_memory(const totals& allowed);

/// Bytes of private and shared memory of all visible processes. A page that two processes share
/// after fork counts twice, so a limit on it has to be generous. Nothing: /proc cannot be read.
[[nodiscard]] std::optional<std::uint64_t> memory_in_use(only_of user = {});

/// Bytes that wait in the kernel, sent and not read, in all sockets of this network namespace: they
/// belong to no process. Rather too many than too few: where TCP takes little on the whole machine,
/// all of that counts.
[[nodiscard]] std::uint64_t unread_in_sockets(only_of user = {});

/// Those of `which` that have a process that has not ended.
[[nodiscard]] std::set<uid_t> users_with_processes(user_range which);

}  // namespace sandbox

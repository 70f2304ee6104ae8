/// @file
/// The processes of this machine as a table, read from /proc (proc(5)). Empty where there is none.
#pragma once

#include <cstdint>
#include <vector>

#include <sys/types.h>

namespace process {

struct entry {
    pid_t pid = 0;
    pid_t parent = 0;
    char state = '?';            ///< R running, S sleeping, T stopped, Z zombie …
    std::uint64_t ticks = 0;     ///< CPU time so far, user and system, in clock ticks
    std::uint64_t resident = 0;  ///< memory in use, bytes
};

/// Every process that can be seen.
[[nodiscard]] std::vector<entry> table();

/// `root` and all that it started, as far as the chain of parents is whole.
[[nodiscard]] std::vector<entry> family(pid_t root);

/// The direct children of `parent`.
[[nodiscard]] std::vector<entry> children(pid_t parent);

}  // namespace process

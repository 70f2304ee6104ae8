/// @file
/// The processes of this machine, read from /proc (proc(5)). Empty where there is none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <sys/types.h>

namespace support {

struct entry {
    pid_t pid = 0;
    pid_t parent = 0;
    pid_t session = 0;        ///< that of setsid(2): `child` starts each program in one of its own
    char state = '?';         ///< R running, S sleeping, T stopped, Z zombie …
    std::uint64_t ticks = 0;  ///< CPU time so far, user and system, in clock ticks
    std::uint64_t resident = 0;  ///< memory in use, bytes
};

/// True if this system has /proc.
[[nodiscard]] bool has_proc();

/// From now on /proc is not read, so that tests can run as on a system without one.
void ignore_proc();

/// `root` and all that it started: its descendants, and the orphans of its session that have become
/// children of this process (see adopt_orphans).
[[nodiscard]] std::vector<entry> family(pid_t root);

/// True if the descriptors of a living process cannot be read, for instance because it runs a file
/// that may be executed but not read. False for the first process of a sandbox.
[[nodiscard]] bool hides_descriptors(pid_t pid);

/// A thread as the scheduler knows it.
struct thread {
    char state = '?';         ///< as that of a process
    std::uint64_t turns = 0;  ///< how often it has been on a core
};
[[nodiscard]] std::vector<thread> threads(pid_t pid);

/// How many tasks of the whole machine are running or runnable at this moment.
[[nodiscard]] std::size_t runnable_tasks();

/// The direct children of `parent`.
[[nodiscard]] std::vector<entry> children(pid_t parent);

}  // namespace support

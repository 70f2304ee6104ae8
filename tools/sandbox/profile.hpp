/// @file
/// What each kind of box allows, as a table.
#pragma once

#include "sandbox/calls.hpp"

#include <cstdint>
#include <string_view>

namespace sandbox {

/// Which device files there are.
enum class devices { none, null, standard, all };

/// Which of the machine's own files a box has. An interpreter among them could do a program's work.
enum class system_files {
    all,        ///< /usr
    program,    ///< the libraries of a compiled program
    sanitized,  ///< all libraries, and clang's symbolizer
    script,     ///< all libraries, and Python
};

/// Limits on each process of a box (setrlimit(2)); 0 leaves the one that is there.
struct limits {
    std::uint64_t processes = 0;  ///< and threads, of the whole box
    std::uint64_t open_files = 0;
    std::uint64_t file_bytes = 0;
    std::uint64_t cpu_seconds = 0;
    std::uint64_t address_space = 0;
    std::uint64_t data = 0;   ///< private writable memory; reserved but unused memory is free
    std::uint64_t stack = 0;  ///< the most that a process may raise its own to
};

/// Limits on all processes of a box together, which no rlimit can express; 0 means none.
struct totals {
    std::uint64_t memory = 0;
    std::uint64_t files = 0;  ///< on each tmpfs: a tmpfs has a size, but inodes cost kernel memory
    /// The limit that the kernel enforces where a cgroup is delegated. It is above `memory` because
    /// it also counts the tmpfs and cached files. `memory` is polled every 50 ms and gives the
    /// reason.
    std::uint64_t cgroup_memory = 0;
};

struct profile {
    std::string_view name;
    std::string_view purpose;
    work calls = work::run;       ///< the system calls that it allows
    bool shares_network = false;  ///< with the process that starts the box; all else is its own
    bool nested = false;          ///< boxes may be started in it
    bool proc = true;
    bool toolchain = false;  ///< /etc/alternatives and the loader's cache, which compilers need
    devices device_files = devices::standard;
    system_files files = system_files::all;
    std::uint64_t tmp = 0;  ///< bytes of /tmp; 0: there is none
    std::uint64_t shm = 0;  ///< bytes of /dev/shm
    limits each = {};
    totals all = {};
};

/// The profile called `name`, or null.
[[nodiscard]] const profile* find_profile(std::string_view name);

/// "unpack, build, suite, …"
[[nodiscard]] std::string_view profile_names();

}  // namespace sandbox

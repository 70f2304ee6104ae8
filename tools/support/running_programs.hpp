/// @file
/// The programs that are running, and what they have left behind.
#pragma once

#include <mutex>
#include <set>

#include <sys/types.h>

namespace support {

/// The children that this process has started. Any other child of it is an orphan that a program
/// left behind (see adopt_orphans).
class running {
  public:
    static running& instance();

    /// Held from fork to add, so that a new child is not taken for an orphan.
    std::mutex& lock() { return mutex_; }
    /// The caller holds `lock()`.
    void add(pid_t pid);
    /// A process that is no program and outlives them all, and this one, too.
    void spare(pid_t pid);

    void forget(pid_t pid);

    /// Kills the orphans. True when there are none left.
    bool end_orphans();

  private:
    std::mutex mutex_;
    std::set<pid_t> known_;
};

}  // namespace support

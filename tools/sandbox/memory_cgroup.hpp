/// @file
/// The kernel's bound on the memory of a whole box, where the machine delegates a cgroup.
#pragma once

#include <cstdint>
#include <filesystem>

namespace sandbox {

/// A cgroup (cgroups(7), version 1 or 2) with a memory limit, for one box. The destructor removes
/// it; one whose owner was killed is removed by the next constructor.
class memory_cgroup {
  public:
    /// Makes a cgroup below the current one or below one of its parents, whichever first belongs to
    /// this user. Does nothing for a limit of 0 or where there is none.
    explicit memory_cgroup(std::uint64_t bytes);
    memory_cgroup(const memory_cgroup&) = delete;
    memory_cgroup& operator=(const memory_cgroup&) = delete;
    ~memory_cgroup();

    [[nodiscard]] bool made() const { return !path_.empty(); }

    /// Moves this process into it. False if the kernel refuses.
    [[nodiscard]] bool enter() const;

    /// True if the kernel has killed a process in it because memory ran out.
    [[nodiscard]] bool exceeded() const;

  private:
    std::filesystem::path path_;
};

}  // namespace sandbox

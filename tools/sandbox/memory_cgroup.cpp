#include "sandbox/memory_cgroup.hpp"

#include "support/deadline.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace sandbox {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "sock-box-";

/// The part of a cgroup hierarchy that this process sees, and its own place in it.
struct hierarchy {
    fs::path top;
    fs::path own;
};

// A line is `7:memory:/path`; version 2 is `0::/path`. The memory controller belongs to one of the
// two versions.
std::string own_path(bool& version_1) {
    std::ifstream lines{"/proc/self/cgroup"};
    std::string found;
    version_1 = false;
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const auto controllers = line.substr(first + 1, second - first - 1);
        if (controllers == "memory") version_1 = true;
        if (controllers == "memory" || (controllers.empty() && !version_1))
            found = line.substr(second + 1);
    }
    return found;
}

// mountinfo, proc(5): 34 30 0:31 ROOT POINT OPTIONS … - TYPE SOURCE SUPER_OPTIONS
hierarchy find_hierarchy() {
    bool version_1 = false;
    const auto own = own_path(version_1);
    const std::string type = version_1 ? "cgroup" : "cgroup2";
    std::ifstream mounts{"/proc/self/mountinfo"};
    for (std::string line; !own.empty() && std::getline(mounts, line);) {
        std::istringstream words{line};
        const std::vector<std::string> fields{std::istream_iterator<std::string>{words}, {}};
        if (fields.size() < 9 || fields[fields.size() - 3] != type) continue;
        const auto options = "," + fields.back() + ",";
        if (version_1 && options.find(",memory,") == std::string::npos) continue;
        // A container may see only its own part, from ROOT on.
        const auto below = fs::path(own).lexically_relative(fields[3]);
        if (below.empty() || *below.begin() == "..") continue;
        return {fields[4], (fields[4] / below).lexically_normal()};
    }
    return {};
}

bool write_value(const fs::path& file, const std::string& value) {
    if (::access(file.c_str(), W_OK) != 0) return false;
    std::ofstream out{file};
    out << value << std::flush;
    return out.good();
}

bool set_limit(const fs::path& group, std::uint64_t bytes) {
    const auto limit = std::to_string(bytes);
    // Swap is not allowed, where the kernel counts it: swapped memory is memory in use.
    if (write_value(group / "memory.max", limit)) {
        write_value(group / "memory.swap.max", "0");
        return true;
    }
    if (!write_value(group / "memory.limit_in_bytes", limit)) return false;
    write_value(group / "memory.memsw.limit_in_bytes", limit);
    return true;
}

void remove_leftovers(const fs::path& parent) {
    std::error_code none;
    for (const auto& each : fs::directory_iterator(parent, none)) {
        const auto name = each.path().filename().string();
        if (!name.starts_with(prefix)) continue;
        const pid_t owner = std::atoi(name.c_str() + prefix.size());
        if (::kill(owner, 0) != 0 && errno == ESRCH) ::rmdir(each.path().c_str());
    }
}

// Empty if `parent` is not delegated to this user.
fs::path make_group(const fs::path& parent, std::uint64_t bytes) {
    // Version 2 requires this right on the nearest common parent of a process's old and new cgroup.
    if (::access((parent / "cgroup.procs").c_str(), W_OK) != 0) return {};
    remove_leftovers(parent);
    auto group = parent / (std::string{prefix} + std::to_string(::getpid()));
    if (::mkdir(group.c_str(), 0755) != 0) return {};
    if (set_limit(group, bytes)) return group;
    ::rmdir(group.c_str());
    return {};
}

}  // namespace

memory_cgroup::memory_cgroup(std::uint64_t bytes) {
    if (bytes == 0) return;
    const auto [top, own] = find_hierarchy();
    for (auto parent = own; !parent.empty() && !made(); parent = parent.parent_path()) {
        path_ = make_group(parent, bytes);
        if (parent == top) return;
    }
}

memory_cgroup::~memory_cgroup() {
    if (!made()) return;
    // The last process in it may still be on its way out.
    const auto removed = [this] { return ::rmdir(path_.c_str()) == 0 || errno != EBUSY; };
    support::await(removed, support::deadline::moment(support::milliseconds{1000}));
}

bool memory_cgroup::enter() const {
    return write_value(path_ / "cgroup.procs", std::to_string(::getpid()));
}

bool memory_cgroup::exceeded() const {
    if (!made()) return false;
    for (const auto* file : {"memory.events", "memory.oom_control"}) {
        std::ifstream lines{path_ / file};
        std::string name;
        for (std::uint64_t count = 0; lines >> name >> count;)
            if (name == "oom_kill" && count > 0) return true;
    }
    return false;
}

}  // namespace sandbox

#include "sandbox/limits.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/resource.h>

namespace sandbox {
namespace {

struct limit {
    decltype(RLIMIT_AS) resource;
    const char* name;
    std::uint64_t most;
    std::uint64_t usual;  ///< the soft limit, where it differs
};

bool set(const limit& wanted) {
    rlimit now{};
    if (::getrlimit(wanted.resource, &now) != 0) return false;
    // A lower limit of the machine's own stays: only root could raise it.
    const rlim_t most = std::min<rlim_t>(now.rlim_max, wanted.most);
    const rlimit made{std::min<rlim_t>(most, wanted.usual), most};
    return ::setrlimit(wanted.resource, &made) == 0;
}

}  // namespace

std::string set_limits(const limits& wanted, unsigned own_processes) {
    constexpr std::uint64_t usual_stack = 8 * 1024 * 1024;
    const auto same = [](auto resource, const char* name, std::uint64_t value) {
        return limit{resource, name, value, value};
    };
    // Set in here, where the user namespace counts its own processes: outside, all of the grader's
    // would count.
    const auto processes = wanted.processes == 0 ? 0 : wanted.processes + own_processes;
    const limit all[] = {
        same(RLIMIT_NPROC, "processes", processes),
        same(RLIMIT_NOFILE, "open files", wanted.open_files),
        same(RLIMIT_FSIZE, "file size", wanted.file_bytes),
        same(RLIMIT_CPU, "processor time", wanted.cpu_seconds),
        same(RLIMIT_AS, "address space", wanted.address_space),
        same(RLIMIT_DATA, "data", wanted.data),
        {RLIMIT_STACK, "stack", wanted.stack, std::min(wanted.stack, usual_stack)},
    };
    for (const auto& each : all) {
        if (each.most == 0 || set(each)) continue;
        return std::string{"cannot limit "} + each.name + ": " + std::strerror(errno);
    }
    // A crash must not leave a core file of the size of the program's memory.
    if (!set(same(RLIMIT_CORE, "core", 0))) return "cannot forbid core files";
    return {};
}

}  // namespace sandbox

#include "sandbox/usage.hpp"

#include "sandbox/user_files.hpp"
#include "support/process_table.hpp"

#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace sandbox {
namespace {

std::string status_of(const char* pid) {
    const auto path = std::string{"/proc/"} + pid + "/status";
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return {};
    std::array<char, 4096> text;
    const auto size = ::read(file, text.data(), text.size());
    ::close(file);
    return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : std::string{};
}

std::uint64_t number_in(const std::string& status, const char* field) {
    const auto at = status.find(field);
    if (at == std::string::npos) return 0;
    return std::strtoull(status.c_str() + at + std::strlen(field), nullptr, 10);
}

// False if /proc cannot be read.
bool for_each_process(const std::function<void(const std::string& status)>& call) {
    const std::unique_ptr<DIR, int (*)(DIR*)> processes{::opendir("/proc"), ::closedir};
    if (!processes) return false;
    while (const dirent* each = ::readdir(processes.get())) {
        if (std::isdigit(static_cast<unsigned char>(each->d_name[0])) != 0)
            call(status_of(each->d_name));
    }
    return true;
}

// The real one, the first of the line.
uid_t user_of(const std::string& status) {
    return static_cast<uid_t>(number_in(status, "\nUid:"));
}

// proc_pid_net(5): SLOT LOCAL REMOTE STATE SENT:RECEIVED TIMER RETRANSMIT USER …, the sizes in
// hexadecimal.
std::uint64_t unread_in(const std::string& table, only_of user) {
    std::uint64_t sum = 0;
    std::ifstream in{"/proc/self/net/" + table};
    std::string line;
    std::getline(in, line);  // the head
    while (std::getline(in, line)) {
        unsigned long sent = 0;
        unsigned long received = 0;
        unsigned owner = 0;
        const int read = std::sscanf(line.c_str(), "%*s %*s %*s %*s %lx:%lx %*s %*s %u", &sent,
                                     &received, &owner);
        if (read >= 2 && (!user || owner == *user)) sum += sent + received;
    }
    return sum;
}

// What all TCP sockets of the machine take, in this network namespace and in others; without the
// kernel's number, more than there can be.
std::uint64_t tcp_memory() {
    std::ifstream in{"/proc/self/net/sockstat"};
    std::string line;
    while (std::getline(in, line)) {
        unsigned long pages = 0;
        if (std::sscanf(line.c_str(), "TCP: inuse %*u orphan %*u tw %*u alloc %*u mem %lu",
                        &pages) == 1)
            return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    }
    return std::numeric_limits<std::uint64_t>::max();
}

std::uint64_t inodes_in_use(const char* path) {
    struct statvfs about {};
    if (::statvfs(path, &about) != 0) return 0;
    return about.f_files - about.f_ffree;
}

}  // namespace

std::optional<std::uint64_t> memory_in_use(only_of user) {
    std::uint64_t kilobytes = 0;
    const auto add = [&](const std::string& status) {
        // Mapped files (RssFile) are the libraries: they cost nothing more.
        kilobytes += number_in(status, "\nRssAnon:") + number_in(status, "\nRssShmem:");
    };
    if (!user) return for_each_process(add) ? std::optional(kilobytes * 1024) : std::nullopt;
    // All its processes are descendants of this one, which adopts orphans. The machine has many
    // more, and to read them all would cost more than the program does.
    const auto family = support::family(::getpid());
    if (family.empty()) return std::nullopt;  // this process is among them
    for (const auto& each : family) {
        const auto status = status_of(std::to_string(each.pid).c_str());
        if (user_of(status) == *user) add(status);
    }
    return kilobytes * 1024;
}

std::set<uid_t> users_with_processes(user_range which) {
    std::set<uid_t> result;
    // These programs cannot change what the grader reads.
    static_cast<void>(for_each_process([&](const std::string& status) {
        const auto user = user_of(status);
        const bool ended = status.find("\nState:\tZ") != std::string::npos;
        if (!ended && which.holds(user)) result.insert(user);
    }));
    return result;
}

std::uint64_t unread_in_sockets(only_of user) {
    // The kernel walks through the whole hash table for each of TCP's tables, however few sockets
    // there are: that took a third of a box's start.
    constexpr std::uint64_t little = 16 * 1024 * 1024;
    const auto of_tcp = tcp_memory();
    std::uint64_t sum =
        !user && of_tcp <= little ? of_tcp : unread_in("tcp", user) + unread_in("tcp6", user);
    sum += unread_in("udp", user) + unread_in("udp6", user);
    // Theirs names no user.
    if (user) return sum;
    // Of AF_UNIX the kernel shows no sizes: what a socket may hold counts.
    constexpr std::uint64_t most_of_a_pair_end = 208 * 1024;
    std::ifstream pairs{"/proc/self/net/unix"};
    std::string line;
    std::getline(pairs, line);
    while (std::getline(pairs, line))
        sum += most_of_a_pair_end;
    return sum;
}

std::string over_memory(const totals& allowed) {
    const auto limit = allowed.memory > 0 ? allowed.memory : allowed.cgroup_memory;
    return "used more than " + std::to_string(limit / (1024 * 1024)) + " MB of memory";
}

std::string excess_of(const profile& rules, std::uint64_t unread, only_of user) {
    const auto& allowed = rules.all;
    if (allowed.memory > 0) {
        const auto used = memory_in_use(user);
        // What cannot be measured counts as too much: a program could prevent it.
        if (!used) return "prevented its memory from being measured";
        if (*used + unread > allowed.memory) return over_memory(allowed);
    }
    if (user) return {};
    for (const char* folder : {"/tmp", "/dev/shm"}) {
        if (allowed.files == 0 || inodes_in_use(folder) <= allowed.files) continue;
        return "made more than " + std::to_string(allowed.files) + " files in " + folder;
    }
    return {};
}

std::string excess_of_files(const profile& rules, uid_t user) {
    const auto used = files_of(user);
    const auto most_files = rules.all.files;
    const auto most_bytes = rules.tmp + rules.shm;
    if (most_files > 0 && used.files > most_files)
        return "made more than " + std::to_string(most_files) + " files";
    if (used.bytes > most_bytes)
        return "wrote more than " + std::to_string(most_bytes / (1024 * 1024)) + " MB to files";
    return {};
}

}  // namespace sandbox

#include "sandbox/usage.hpp"

#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
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

std::uint64_t kilobytes(const std::string& status, const char* field) {
    const auto at = status.find(field);
    if (at == std::string::npos) return 0;
    return std::strtoull(status.c_str() + at + std::strlen(field), nullptr, 10);
}

// proc_pid_net(5): SLOT LOCAL REMOTE STATE SENT:RECEIVED …, the sizes in hexadecimal.
std::uint64_t unread_in(const std::string& table) {
    std::uint64_t sum = 0;
    std::ifstream in{"/proc/self/net/" + table};
    std::string line;
    std::getline(in, line);  // the head
    while (std::getline(in, line)) {
        unsigned long sent = 0;
        unsigned long received = 0;
        if (std::sscanf(line.c_str(), "%*s %*s %*s %*s %lx:%lx", &sent, &received) == 2)
            sum += sent + received;
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

std::optional<std::uint64_t> memory_in_use() {
    const std::unique_ptr<DIR, int (*)(DIR*)> processes{::opendir("/proc"), ::closedir};
    if (!processes) return std::nullopt;
    std::uint64_t sum = 0;
    while (const dirent* each = ::readdir(processes.get())) {
        if (std::isdigit(static_cast<unsigned char>(each->d_name[0])) == 0) continue;
        const auto status = status_of(each->d_name);
        // Mapped files (RssFile) are the libraries: they cost nothing more.
        sum += kilobytes(status, "\nRssAnon:") + kilobytes(status, "\nRssShmem:");
    }
    return sum * 1024;
}

std::uint64_t unread_in_sockets() {
    // The kernel walks through the whole hash table for each of TCP's tables, however few sockets
    // there are: that took a third of a box's start.
    constexpr std::uint64_t little = 16 * 1024 * 1024;
    const auto of_tcp = tcp_memory();
    std::uint64_t sum = of_tcp <= little ? of_tcp : unread_in("tcp") + unread_in("tcp6");
    sum += unread_in("udp") + unread_in("udp6");
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

std::string excess_of(const totals& allowed, std::uint64_t unread) {
    if (allowed.memory > 0) {
        const auto used = memory_in_use();
        // What cannot be measured counts as too much: a program could prevent it.
        if (!used) return "prevented its memory from being measured";
        if (*used + unread > allowed.memory) return over_memory(allowed);
    }
    for (const char* folder : {"/tmp", "/dev/shm"}) {
        if (allowed.files == 0 || inodes_in_use(folder) <= allowed.files) continue;
        return "made more than " + std::to_string(allowed.files) + " files in " + folder;
    }
    return {};
}

}  // namespace sandbox

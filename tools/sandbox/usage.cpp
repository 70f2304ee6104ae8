#include "sandbox/usage.hpp"

#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
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

// proc_pid_net(5): SLOT LOCAL REMOTE STATE SENT:RECEIVED …, the sizes in hexadecimal.
std::uint64_t unread_in_sockets() {
    std::uint64_t sum = 0;
    for (const char* kind : {"tcp", "tcp6", "udp", "udp6"}) {
        std::ifstream table{std::string{"/proc/self/net/"} + kind};
        std::string line;
        std::getline(table, line);  // the head
        while (std::getline(table, line)) {
            unsigned long sent = 0;
            unsigned long received = 0;
            if (std::sscanf(line.c_str(), "%*s %*s %*s %*s %lx:%lx", &sent, &received) == 2)
                sum += sent + received;
        }
    }
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

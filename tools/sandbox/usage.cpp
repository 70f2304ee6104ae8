#include "sandbox/usage.hpp"

#include <array>
#include <cctype>
#include <cstdlib>
#include <cstring>
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

std::uint64_t memory_in_use() {
    const std::unique_ptr<DIR, int (*)(DIR*)> processes{::opendir("/proc"), ::closedir};
    std::uint64_t sum = 0;
    while (const dirent* each = processes ? ::readdir(processes.get()) : nullptr) {
        if (std::isdigit(static_cast<unsigned char>(each->d_name[0])) == 0) continue;
        const auto status = status_of(each->d_name);
        // Mapped files (RssFile) are the libraries: they cost nothing more.
        sum += kilobytes(status, "\nRssAnon:") + kilobytes(status, "\nRssShmem:");
    }
    return sum * 1024;
}

std::string over_memory(const totals& allowed) {
    const auto limit = allowed.memory > 0 ? allowed.memory : allowed.cgroup_memory;
    return "used more than " + std::to_string(limit / (1024 * 1024)) + " MB of memory";
}

std::string excess_of(const totals& allowed) {
    if (allowed.memory > 0 && memory_in_use() > allowed.memory) return over_memory(allowed);
    for (const char* folder : {"/tmp", "/dev/shm"}) {
        if (allowed.files == 0 || inodes_in_use(folder) <= allowed.files) continue;
        return "made more than " + std::to_string(allowed.files) + " files in " + folder;
    }
    return {};
}

}  // namespace sandbox

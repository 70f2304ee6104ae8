#include "support/temporary_folder.hpp"

#include <cerrno>
#include <ctime>
#include <mutex>
#include <set>
#include <system_error>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace support {
namespace {

namespace fs = std::filesystem;

descriptor open_folder(const fs::path& path) {
    return descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// Ours, old enough, and without a process that holds it.
bool is_left_over(const descriptor& folder, std::chrono::seconds grace) {
    struct stat it {};
    if (!folder.open() || ::fstat(folder.get(), &it) != 0 || it.st_uid != ::geteuid()) return false;
    if (it.st_ctime + grace.count() > ::time(nullptr)) return false;
    return ::flock(folder.get(), LOCK_EX | LOCK_NB) == 0;
}

void sweep_once(const std::string& prefix) {
    static std::mutex mutex;
    static std::set<std::string> swept;
    const std::lock_guard held(mutex);
    if (swept.insert(prefix).second) sweep_temporary_folders(prefix);
}

}  // namespace

temporary_folder::temporary_folder(const std::string& prefix, const fs::path& parent) {
    if (parent.empty()) sweep_once(prefix);
    if (!parent.empty()) sweep_temporary_folders(prefix, std::chrono::seconds{60}, parent);
    const auto above = parent.empty() ? fs::temp_directory_path() : parent;
    auto name = (above / (prefix + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr)
        throw std::system_error(errno, std::generic_category(), name);
    // A given parent may be a descriptor's path: the real one may not be reachable.
    path_ = parent.empty() ? fs::canonical(name) : fs::path(name);
    lock_ = open_folder(path_);
    // Without a lock it is only swept early, after this process's first minute.
    if (lock_.open()) ::flock(lock_.get(), LOCK_EX | LOCK_NB);
}

temporary_folder::~temporary_folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void sweep_temporary_folders(const std::string& prefix, std::chrono::seconds grace,
                             const fs::path& parent) {
    std::error_code none;
    const auto above = parent.empty() ? fs::temp_directory_path(none) : parent;
    for (fs::directory_iterator at(above, none), end; at != end; at.increment(none)) {
        const auto name = at->path().filename().string();
        if (name.size() != prefix.size() + 6 || !name.starts_with(prefix)) continue;
        const auto folder = open_folder(at->path());
        std::error_code ignored;
        if (is_left_over(folder, grace)) fs::remove_all(at->path(), ignored);
    }
}

}  // namespace support

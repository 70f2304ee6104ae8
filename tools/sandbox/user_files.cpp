#include "sandbox/user_files.hpp"

#include "support/acting_as.hpp"
#include "support/unique_fd.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sandbox {
namespace {

namespace fs = std::filesystem;

constexpr const char* common_folders[] = {"/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue",
                                          "/run/lock"};

using named = std::function<void(const std::string& name, const struct stat& about)>;

support::descriptor open_folder(int above, const char* name) {
    return support::descriptor{
        ::openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
}

// A list first: entries are removed and renamed meanwhile.
void for_each_in(const support::descriptor& folder, const named& call) {
    std::vector<std::string> names;
    if (!folder.open()) return;
    DIR* const entries = ::fdopendir(::openat(folder.get(), ".", O_RDONLY | O_CLOEXEC));
    if (entries == nullptr) return;
    while (const dirent* each = ::readdir(entries))
        names.emplace_back(each->d_name);
    ::closedir(entries);
    for (const auto& name : names) {
        struct stat about {};
        if (name == "." || name == "..") continue;
        if (::fstatat(folder.get(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0)
            call(name, about);
    }
}

/// Removes what is called `name` in a common folder. A folder in it moves up beside it before its
/// turn comes, so that no depth is too deep. Each step is done as the file's own user: a link leads
/// to nothing that this user could not reach.
class remover {
  public:
    remover(const support::descriptor& common, user_block of) : common_{common}, of_{of} {}

    void remove(const std::string& name) {
        std::vector<std::string> left{name};
        while (!left.empty()) {
            const auto next = std::move(left.back());
            left.pop_back();
            struct stat about {};
            if (::fstatat(common_.get(), next.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0) continue;
            if (S_ISDIR(about.st_mode)) empty(next, about.st_uid, left);
            const support::acting_as owner{about.st_uid, of_.group()};
            ::unlinkat(common_.get(), next.c_str(), S_ISDIR(about.st_mode) ? AT_REMOVEDIR : 0);
        }
    }

  private:
    support::descriptor opened(const std::string& name, uid_t user) {
        const support::acting_as owner{user, of_.group()};
        // Of its group, too: a file in it may belong to another of them.
        ::fchmodat(common_.get(), name.c_str(), 0770, 0);
        return open_folder(common_.get(), name.c_str());
    }

    void empty(const std::string& name, uid_t user, std::vector<std::string>& moved) {
        const auto folder = opened(name, user);
        if (!folder.open()) return;
        for_each_in(folder, [&](const std::string& item, const struct stat& about) {
            if (S_ISDIR(about.st_mode)) {
                const support::acting_as owner{about.st_uid, of_.group()};
                ::fchmodat(folder.get(), item.c_str(), 0770, 0);  // else it cannot be moved
            }
            const support::acting_as owner{user, of_.group()};
            if (!S_ISDIR(about.st_mode)) {
                ::unlinkat(folder.get(), item.c_str(), 0);
                return;
            }
            moved.push_back("sock-box-gone-" + std::to_string(::getpid()) + "-" +
                            std::to_string(++count_));
            ::renameat(folder.get(), item.c_str(), common_.get(), moved.back().c_str());
        });
    }

    const support::descriptor& common_;
    user_block of_;
    unsigned count_ = 0;
};

void add(disk_use& to, const struct stat& about) {
    constexpr std::uint64_t block = 512;  // stat(2)
    ++to.files;
    to.bytes += static_cast<std::uint64_t>(about.st_blocks) * block;
}

void add_tree(disk_use& to, const fs::path& top) {
    std::error_code gone;
    for (auto at = fs::recursive_directory_iterator(top, gone);
         !gone && at != fs::recursive_directory_iterator(); at.increment(gone)) {
        struct stat about {};
        if (::lstat(at->path().c_str(), &about) == 0) add(to, about);
    }
}

}  // namespace

disk_use files_of(uid_t user) {
    const support::acting_as owner{user, ::getegid()};
    disk_use result;
    for (const auto* place : common_folders) {
        for_each_in(open_folder(AT_FDCWD, place),
                    [&](const std::string& name, const struct stat& about) {
                        if (about.st_uid != user) return;
                        add(result, about);
                        if (S_ISDIR(about.st_mode)) add_tree(result, fs::path(place) / name);
                    });
    }
    return result;
}

void remove_files_of(user_range which, user_block of) {
    for (const auto* place : common_folders) {
        const auto common = open_folder(AT_FDCWD, place);
        remover gone{common, of};
        for_each_in(common, [&](const std::string& name, const struct stat& about) {
            if (which.holds(about.st_uid)) gone.remove(name);
        });
    }
}

}  // namespace sandbox

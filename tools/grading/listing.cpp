#include "grading/listing.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace grading {
namespace {

struct close_folder {
    void operator()(DIR* it) const { ::closedir(it); }
};

file_kind kind_of(int folder, const char* name) {
    struct stat it {};
    if (::fstatat(folder, name, &it, AT_SYMLINK_NOFOLLOW) != 0) return file_kind::other;
    if (S_ISREG(it.st_mode)) return file_kind::regular;
    return S_ISDIR(it.st_mode) ? file_kind::folder : file_kind::other;
}

}  // namespace

std::vector<listed> list_folder(int folder, const std::filesystem::path& shown) {
    // Opened again, because readdir(3) moves the offset of its descriptor and closedir(3) closes
    // it.
    const int again = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, close_folder> open(again < 0 ? nullptr : ::fdopendir(again));
    if (!open) throw std::system_error(errno, std::generic_category(), shown.string());
    std::vector<listed> result;
    while (const dirent* item = ::readdir(open.get())) {
        const std::string name = item->d_name;
        if (name != "." && name != "..") result.push_back({name, kind_of(folder, item->d_name)});
    }
    std::sort(result.begin(), result.end(),
              [](const listed& one, const listed& other) { return one.name < other.name; });
    return result;
}

std::string read_all(int file, std::size_t limit) {
    std::string bytes;
    char buffer[64 * 1024];
    while (true) {
        const auto n = ::pread(file, buffer, sizeof buffer, static_cast<off_t>(bytes.size()));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw std::system_error(errno, std::generic_category(), "read");
        if (n == 0) return bytes;
        bytes.append(buffer, static_cast<std::size_t>(n));
        if (bytes.size() > limit) throw std::runtime_error("a file is larger than it may be");
    }
}

}  // namespace grading

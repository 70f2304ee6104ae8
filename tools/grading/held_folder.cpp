#include "grading/held_folder.hpp"

#include "grading/listing.hpp"

#include <cerrno>

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

namespace grading {
namespace {

constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

bool write_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto n = ::write(to, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

}  // namespace

folder::folder(descriptor held, std::filesystem::path shown)
    : held_(std::move(held)), shown_(std::move(shown)) {}

void folder::fail(const std::string& name) const {
    const int reason = errno;
    throw std::system_error(reason, std::generic_category(),
                            (name.empty() ? shown_ : shown_ / name).string());
}

folder folder::open(const std::filesystem::path& path) {
    folder result(descriptor(::open(path.c_str(), folder_flags)), path);
    if (!result.held_.open()) result.fail("");
    return result;
}

folder folder::sub(const std::string& name) const {
    if (::mkdirat(get(), name.c_str(), 0755) != 0 && errno != EEXIST) fail(name);
    descriptor opened(::openat(get(), name.c_str(), folder_flags | O_NOFOLLOW));
    if (!opened.open()) fail(name);
    return {std::move(opened), shown_ / name};
}

std::optional<folder> folder::existing(const std::string& name) const {
    descriptor opened(::openat(get(), name.c_str(), folder_flags | O_NOFOLLOW));
    if (!opened.open()) return std::nullopt;
    return folder(std::move(opened), shown_ / name);
}

std::optional<std::string> folder::read(const std::string& name, std::size_t limit) const {
    const descriptor file(
        ::openat(get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat it {};
    if (!file.open() || ::fstat(file.get(), &it) != 0 || !S_ISREG(it.st_mode)) return std::nullopt;
    std::string bytes;
    char buffer[64 * 1024];
    while (bytes.size() <= limit) {
        const auto n = ::read(file.get(), buffer, sizeof buffer);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return std::nullopt;
        if (n == 0) return bytes;
        bytes.append(buffer, static_cast<std::size_t>(n));
    }
    return std::nullopt;
}

void folder::write(const std::string& name, std::string_view bytes, mode_t mode) const {
    const auto fresh = "." + name + ".new";
    ::unlinkat(get(), fresh.c_str(), 0);  // left by a run that was killed
    const descriptor file(
        ::openat(get(), fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!file.open()) fail(name);
    // Some file systems report a full disk only here.
    const bool written = write_all(file.get(), bytes) && ::fsync(file.get()) == 0;
    if (written && ::renameat(get(), fresh.c_str(), get(), name.c_str()) == 0) {
        ::fsync(get());  // the new name, too
        return;
    }
    const int reason = errno;
    ::unlinkat(get(), fresh.c_str(), 0);
    errno = reason;
    fail(name);
}

void folder::append(const std::string& name, std::string_view bytes) const {
    const descriptor file(::openat(get(), name.c_str(),
                                   O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644));
    struct stat before {};
    if (!file.open() || ::fstat(file.get(), &before) != 0) fail(name);
    if (write_all(file.get(), bytes) && ::fsync(file.get()) == 0) return;
    const int reason = errno;
    [[maybe_unused]] const int cut = ::ftruncate(file.get(), before.st_size);
    errno = reason;
    fail(name);
}

bool folder::has(const std::string& name) const {
    return ::faccessat(get(), name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

void folder::remove(const std::string& name) const {
    ::unlinkat(get(), name.c_str(), 0);
}

void folder::remove_all(const std::string& name) const {
    if (const auto inside = existing(name)) {
        for (const auto& it : list_folder(inside->get(), inside->shown()))
            inside->remove_all(it.name);
        ::unlinkat(get(), name.c_str(), AT_REMOVEDIR);
    } else {
        remove(name);
    }
}

bool folder::writable() const {
    return ::faccessat(get(), ".", W_OK | X_OK, AT_EACCESS) == 0;
}

}  // namespace grading

/// @file
/// Descriptors that close themselves.
#pragma once

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace support {

[[noreturn]] inline void fail(const std::string& what, int number = errno) {
    throw std::system_error(number, std::generic_category(), what);
}

/// Throws if `number` says that the system has run out of descriptors or memory. The data is then
/// unknown, which is not the same as absent.
inline void require_resources(const std::string& what, int number = errno) {
    if (number == EMFILE || number == ENFILE || number == ENOMEM || number == ENOBUFS)
        fail(what, number);
}

/// A descriptor that closes itself.
class descriptor {
  public:
    descriptor() = default;
    explicit descriptor(int fd) : fd_(fd) {}
    descriptor(descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~descriptor() { close(); }

    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool open() const { return fd_ >= 0; }
    /// Gives up ownership: the caller closes it.
    [[nodiscard]] int release() { return std::exchange(fd_, -1); }
    void close() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

  private:
    int fd_ = -1;
};

struct two_ends {
    descriptor read;
    descriptor write;
};

inline two_ends make_pipe() {
    int ends[2];
    if (::pipe(ends) != 0) fail("pipe");
    for (const int end : ends)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    return {descriptor{ends[0]}, descriptor{ends[1]}};
}

}  // namespace support

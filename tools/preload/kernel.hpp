/// @file
/// What the kernel knows about a descriptor. Each function asks the kernel again, because a table
/// of our own would have to follow every dup, fork and thread. The system calls are made directly
/// (syscall(2)), past any other wrapper of the C library, and leave errno alone.
#pragma once

#include "preload/line.hpp"

#include <cerrno>

#include <sys/socket.h>

namespace [[gnu::visibility("hidden")]] preload {

/// Puts errno back as it was: the program must not notice this library.
class errno_kept {
  public:
    errno_kept() = default;
    errno_kept(const errno_kept&) = delete;
    errno_kept& operator=(const errno_kept&) = delete;
    ~errno_kept() { errno = saved_; }

    [[nodiscard]] int number() const { return saved_; }

  private:
    int saved_ = errno;
};

/// `other`: no descriptor, no socket, or one of another family; not recorded.
enum class kind { other, tcp, udp };

[[nodiscard]] kind kind_of(int fd);
[[nodiscard]] bool non_blocking(int fd);

/// "127.0.0.1:5000", "[::1]:5000"; nothing where there is none.
[[nodiscard]] line local_address(int fd);
[[nodiscard]] line peer_address(int fd);
[[nodiscard]] line address_text(const sockaddr* address, socklen_t size);

/// "ECONNREFUSED"; a number for one that no socket call gives.
[[nodiscard]] line error_name(int number);

/// Adds `text` to the end of `file` in one write, so that lines of several threads and processes do
/// not mix. The file is open only for that moment: the program finds no extra descriptor,
/// and what it closes or opens does not affect the file.
void append_to(const char* file, std::string_view text);

/// CLOCK_MONOTONIC, in microseconds.
[[nodiscard]] std::int64_t now();

}  // namespace preload

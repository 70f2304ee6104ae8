#include "preload/kernel.hpp"

#include <ctime>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace [[gnu::visibility("hidden")]] preload {
namespace {

int option_of(int fd, int option) {
    int value = -1;
    socklen_t size = sizeof value;
    const auto got = ::syscall(SYS_getsockopt, fd, SOL_SOCKET, option, &value, &size);
    return got == 0 ? value : -1;
}

line address_from(long call, int fd) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::syscall(call, fd, &address, &size) != 0) return {};
    return address_text(reinterpret_cast<const sockaddr*>(&address), size);
}

struct known_error {
    int number;
    const char* name;
};

// strerrorname_np(3) is newer than some supported C libraries.
constexpr known_error known_errors[] = {
    {EACCES, "EACCES"},
    {EADDRINUSE, "EADDRINUSE"},
    {EADDRNOTAVAIL, "EADDRNOTAVAIL"},
    {EAFNOSUPPORT, "EAFNOSUPPORT"},
    {EAGAIN, "EAGAIN"},
    {EALREADY, "EALREADY"},
    {EBADF, "EBADF"},
    {ECONNABORTED, "ECONNABORTED"},
    {ECONNREFUSED, "ECONNREFUSED"},
    {ECONNRESET, "ECONNRESET"},
    {EDESTADDRREQ, "EDESTADDRREQ"},
    {EFAULT, "EFAULT"},
    {EHOSTUNREACH, "EHOSTUNREACH"},
    {EINPROGRESS, "EINPROGRESS"},
    {EINTR, "EINTR"},
    {EINVAL, "EINVAL"},
    {EISCONN, "EISCONN"},
    {EMFILE, "EMFILE"},
    {EMSGSIZE, "EMSGSIZE"},
    {ENETUNREACH, "ENETUNREACH"},
    {ENFILE, "ENFILE"},
    {ENOBUFS, "ENOBUFS"},
    {ENOMEM, "ENOMEM"},
    {ENOPROTOOPT, "ENOPROTOOPT"},
    {ENOTCONN, "ENOTCONN"},
    {ENOTSOCK, "ENOTSOCK"},
    {EOPNOTSUPP, "EOPNOTSUPP"},
    {EPERM, "EPERM"},
    {EPIPE, "EPIPE"},
    {EPROTONOSUPPORT, "EPROTONOSUPPORT"},
    {EPROTOTYPE, "EPROTOTYPE"},
    {ETIMEDOUT, "ETIMEDOUT"},
};

}  // namespace

kind kind_of(int fd) {
    const errno_kept errno_stays;
    const int family = option_of(fd, SO_DOMAIN);
    if (family != AF_INET && family != AF_INET6) return kind::other;
    const int type = option_of(fd, SO_TYPE);
    if (type == SOCK_STREAM) return kind::tcp;
    return type == SOCK_DGRAM ? kind::udp : kind::other;
}

bool non_blocking(int fd) {
    const errno_kept errno_stays;
    const auto flags = ::syscall(SYS_fcntl, fd, F_GETFL);
    return flags >= 0 && (flags & O_NONBLOCK) != 0;
}

line local_address(int fd) {
    const errno_kept errno_stays;
    return address_from(SYS_getsockname, fd);
}

line peer_address(int fd) {
    const errno_kept errno_stays;
    return address_from(SYS_getpeername, fd);
}

line address_text(const sockaddr* address, socklen_t size) {
    const errno_kept errno_stays;
    line result;
    char text[INET6_ADDRSTRLEN] = "";
    if (address == nullptr || size < sizeof(sa_family_t)) return result;
    // Port 0: no address yet.
    if (address->sa_family == AF_INET && size >= sizeof(sockaddr_in)) {
        const auto& four = *reinterpret_cast<const sockaddr_in*>(address);
        if (four.sin_port == 0) return result;
        ::inet_ntop(AF_INET, &four.sin_addr, text, sizeof text);
        result << text << ":" << unsigned{ntohs(four.sin_port)};
    } else if (address->sa_family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
        const auto& six = *reinterpret_cast<const sockaddr_in6*>(address);
        if (six.sin6_port == 0) return result;
        ::inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text);
        result << "[" << text << "]:" << unsigned{ntohs(six.sin6_port)};
    }
    return result;
}

line error_name(int number) {
    line result;
    for (const auto& each : known_errors)
        if (each.number == number) return result << each.name, result;
    return result << "E" << number, result;
}

void append_to(const char* file, std::string_view text) {
    const errno_kept errno_stays;
    const auto fd = ::syscall(SYS_openat, AT_FDCWD, file,
                              O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0644);
    if (fd < 0) return;
    ::syscall(SYS_write, fd, text.data(), text.size());
    ::syscall(SYS_close, fd);
}

std::int64_t now() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1000;
}

}  // namespace preload

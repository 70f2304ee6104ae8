#include "faults.hpp"

#include <cerrno>

#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

/// The C library's function.
template <typename Function>
Function real(Function, const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

/// Counts a call. Returns true if it must fail.
bool fails(faults::script& call, int flags = 0) {
    ++call.calls;
    call.flags = flags;
    if (call.failures == 0) return false;
    --call.failures;
    errno = call.code;
    return true;
}

/// The state after a signal: the handshake continues, its result is still to come.
template <typename Connect>
void start_only(Connect connect, int fd, const sockaddr* address, socklen_t size) {
    int on = 1;
    ::ioctl(fd, FIONBIO, &on);
    connect(fd, address, size);
    on = 0;
    ::ioctl(fd, FIONBIO, &on);
}

}  // namespace

extern "C" {

int socket(int family, int type, int protocol) noexcept {
    static const auto next = real(&::socket, "socket");
    if (fails(faults::socket_call)) return -1;
    return next(family, type, protocol);
}

int getaddrinfo(const char* host, const char* service, const addrinfo* wanted, addrinfo** found) {
    static const auto next = real(&::getaddrinfo, "getaddrinfo");
    if (fails(faults::getaddrinfo_call)) return faults::getaddrinfo_call.code;
    return next(host, service, wanted, found);
}

int connect(int fd, const sockaddr* address, socklen_t size) {
    static const auto next = real(&::connect, "connect");
    if (!fails(faults::connect_call)) return next(fd, address, size);
    if (faults::connect_call.after) start_only(next, fd, address, size);
    errno = faults::connect_call.code;
    return -1;
}

int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
    static const auto next = real(&::accept4, "accept4");
    if (fails(faults::accept_call, flags)) return -1;
    return next(fd, address, size, flags);
}

ssize_t recv(int fd, void* buffer, std::size_t size, int flags) {
    static const auto next = real(&::recv, "recv");
    if (fails(faults::recv_call, flags)) return -1;
    return next(fd, buffer, size, flags);
}

ssize_t recvmsg(int fd, msghdr* message, int flags) {
    static const auto next = real(&::recvmsg, "recvmsg");
    if (fails(faults::recvmsg_call, flags)) return -1;
    return next(fd, message, flags);
}

ssize_t send(int fd, const void* bytes, std::size_t size, int flags) {
    static const auto next = real(&::send, "send");
    if (fails(faults::send_call, flags)) return -1;
    const auto most = faults::send_call.at_most;
    return next(fd, bytes, most != 0 && most < size ? most : size, flags);
}

ssize_t sendto(int fd, const void* bytes, std::size_t size, int flags, const sockaddr* address,
               socklen_t length) {
    static const auto next = real(&::sendto, "sendto");
    if (fails(faults::sendto_call, flags)) return -1;
    return next(fd, bytes, size, flags, address, length);
}

int poll(pollfd* entries, nfds_t count, int timeout) {
    static const auto next = real(&::poll, "poll");
    if (fails(faults::poll_call, timeout)) return -1;
    return next(entries, count, timeout);
}

int close(int fd) {
    static const auto next = real(&::close, "close");
    if (!fails(faults::close_call)) return next(fd);
    next(fd);  // as on Linux: the number is free, whatever close returns
    errno = faults::close_call.code;
    return -1;
}

}  // extern "C"

// From socket to close: the calls that make, name and end a connection.
#include "preload/observe.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

using namespace preload;

namespace {

next<decltype(::socket)> next_socket("socket");
next<decltype(::bind)> next_bind("bind");
next<decltype(::listen)> next_listen("listen");
next<decltype(::connect)> next_connect("connect");
next<decltype(::accept)> next_accept("accept");
next<decltype(::accept4)> next_accept4("accept4");
next<decltype(::shutdown)> next_shutdown("shutdown");
next<decltype(::close)> next_close("close");
next<decltype(::setsockopt)> next_setsockopt("setsockopt");
next<decltype(::getsockopt)> next_getsockopt("getsockopt");

// Runs before main, where dlsym and getenv are safe to call.
[[gnu::constructor]] void begin() {
    read_files();
    read_faults();
    find_all(next_socket, next_bind, next_listen, next_connect, next_accept, next_accept4,
             next_shutdown, next_close, next_setsockopt, next_getsockopt);
}

int error_of(long result) {
    return result < 0 ? errno : 0;
}

line& named(line& to, std::int64_t value, std::initializer_list<std::pair<int, const char*>> all) {
    for (const auto& [number, name] : all)
        if (number == value) return to << name;
    return to << value;
}

line socket_arguments(int family, int type, int protocol) {
    line text;
    named(text, family, {{AF_INET, "AF_INET"}, {AF_INET6, "AF_INET6"}, {AF_UNIX, "AF_UNIX"}});
    constexpr int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
    named(text << ", ", type & ~flags,
          {{SOCK_STREAM, "SOCK_STREAM"}, {SOCK_DGRAM, "SOCK_DGRAM"}, {SOCK_RAW, "SOCK_RAW"}});
    if ((type & SOCK_NONBLOCK) != 0) text << "|SOCK_NONBLOCK";
    if ((type & SOCK_CLOEXEC) != 0) text << "|SOCK_CLOEXEC";
    return text << ", " << protocol, text;
}

// The length that the program passed is shown beside the address, because a wrong length is a bug
// in itself.
line address_arguments(const sockaddr* address, socklen_t size) {
    line text;
    // With a length that is too short, the address is shown as "?".
    const auto shown = address_text(address, size < sizeof(sockaddr_in) ? 0 : size);
    text << (shown.empty() ? std::string_view("?") : shown.text()) << ", " << unsigned{size};
    return text;
}

line option_arguments(int level, int option, const void* value, socklen_t size) {
    line text;
    named(
        text, level,
        {{SOL_SOCKET, "SOL_SOCKET"}, {IPPROTO_TCP, "IPPROTO_TCP"}, {IPPROTO_IPV6, "IPPROTO_IPV6"}});
    text << ", ";
    if (level == SOL_SOCKET) {
        named(text, option,
              {{SO_REUSEADDR, "SO_REUSEADDR"},
               {SO_REUSEPORT, "SO_REUSEPORT"},
               {SO_RCVTIMEO, "SO_RCVTIMEO"},
               {SO_SNDTIMEO, "SO_SNDTIMEO"},
               {SO_LINGER, "SO_LINGER"},
               {SO_RCVBUF, "SO_RCVBUF"},
               {SO_SNDBUF, "SO_SNDBUF"},
               {SO_KEEPALIVE, "SO_KEEPALIVE"}});
    } else if (level == IPPROTO_IPV6) {
        named(text, option, {{IPV6_V6ONLY, "IPV6_V6ONLY"}});
    } else if (level == IPPROTO_TCP) {
        named(text, option, {{TCP_NODELAY, "TCP_NODELAY"}});
    } else {
        text << option;
    }
    if (value != nullptr && size == sizeof(int)) text << ", " << *static_cast<const int*>(value);
    return text << ", " << unsigned{size}, text;
}

void note_made(const call& it, const line& arguments, int result, const char* made,
               const line* address = nullptr) {
    const errno_kept saved;
    const int error = error_of(result);
    note_call(it, arguments, result, error, address);
    if (error != 0) return note_failure(it, error);
    note_event(it.fd, it.kind, {made, it.began});
}

// An injected failure of accept takes no connection: the connection stays in the queue, as when the
// descriptors are used up.
bool accept_refused(call& it) {
    const int error = it.kind == kind::other ? 0 : accept_fails_now();
    if (error == 0) return false;
    it.injected = true;
    note_call(it, {}, -1, error);
    note_failure(it, error);
    errno = error;
    return true;
}

template <typename Accept>
int accepting(const char* name, int fd, Accept accept) {
    call it{name, fd, kind_of(fd)};
    if (accept_refused(it) || interrupted(it, {})) return -1;
    const int accepted = accept();
    const errno_kept saved;
    const int error = error_of(accepted);
    line arguments;
    if (error == 0) arguments << peer_address(accepted).text();
    note_call(it, arguments, accepted, error);
    if (error != 0) return note_failure(it, error), accepted;
    return note_event(accepted, it.kind, {"accepted"}), accepted;
}

void note_connected(const call& it, const sockaddr* address, socklen_t size, int result) {
    const errno_kept saved;
    const int error = error_of(result);
    note_call(it, address_arguments(address, size), result, error);
    if (error == 0) return note_event(it.fd, it.kind, {"connected"});
    if (error == EINPROGRESS) return;  // SO_ERROR gives the result later
    const auto peer = address_text(address, size);
    event what{"failed"};
    what.peer = &peer;
    what.failed_call = "connect";
    what.error = error;
    note_event(it.fd, it.kind, what);
}

// Records that a non-blocking connect has succeeded or failed: connect(2), EINPROGRESS.
void note_outcome(int fd, kind what, int code) {
    if (code == 0) {
        if (!peer_address(fd).empty()) note_event(fd, what, {"connected"});
        return;
    }
    event failed{"failed"};
    failed.failed_call = "connect";
    failed.error = code;
    note_event(fd, what, failed);
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

int socket(int family, int type, int protocol) noexcept {
    call it{"socket"};
    const int made = next_socket(family, type, protocol);
    it.fd = made;
    if (family == AF_INET || family == AF_INET6) {
        it.kind = kind_of(made);
        note_made(it, socket_arguments(family, type, protocol), made, "opened");
    }
    return made;
}

int bind(int fd, const sockaddr* address, socklen_t size) noexcept {
    const call it{"bind", fd, kind_of(fd)};
    const int result = next_bind(fd, address, size);
    if (it.kind == kind::other) return result;
    const auto named = address_text(address, size);
    note_made(it, address_arguments(address, size), result, "bound", &named);
    return result;
}

int listen(int fd, int backlog) noexcept {
    const call it{"listen", fd, kind_of(fd)};
    const int result = next_listen(fd, backlog);
    line arguments;
    if (it.kind != kind::other)
        note_made(it, (arguments << backlog, arguments), result, "listening");
    return result;
}

int connect(int fd, const sockaddr* address, socklen_t size) {
    const call it{"connect", fd, kind_of(fd)};
    if (it.kind == kind::other) return next_connect(fd, address, size);
    const auto peer = address_text(address, size);
    event begins{"connecting"};
    begins.peer = &peer;
    note_event(fd, it.kind, begins);
    const int result = next_connect(fd, address, size);
    note_connected(it, address, size, result);
    return result;
}

int accept(int fd, sockaddr* address, socklen_t* size) {
    return accepting("accept", fd, [=] { return next_accept(fd, address, size); });
}

int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
    return accepting("accept4", fd, [=] { return next_accept4(fd, address, size, flags); });
}

int shutdown(int fd, int how) noexcept {
    const call it{"shutdown", fd, kind_of(fd)};
    const int result = next_shutdown(fd, how);
    if (it.kind == kind::other) return result;
    const errno_kept saved;
    line arguments;
    named(arguments, how, {{SHUT_RD, "SHUT_RD"}, {SHUT_WR, "SHUT_WR"}, {SHUT_RDWR, "SHUT_RDWR"}});
    note_call(it, arguments, result, error_of(result));
    if (result != 0) note_failure(it, saved.number());
    return result;
}

int close(int fd) {
    const call it{"close", fd, kind_of(fd)};
    if (it.kind == kind::other) return next_close(fd);
    // After close(2) the kernel no longer has these.
    const auto local = local_address(fd);
    const auto peer = peer_address(fd);
    const int result = next_close(fd);
    const errno_kept saved;
    note_call(it, {}, result, error_of(result));
    event what{"closed", it.began};
    what.local = &local;
    what.peer = &peer;
    note_event(fd, it.kind, what);
    return result;
}

int setsockopt(int fd, int level, int option, const void* value, socklen_t size) noexcept {
    const call it{"setsockopt", fd, kind_of(fd)};
    const int result = next_setsockopt(fd, level, option, value, size);
    const errno_kept saved;
    if (it.kind != kind::other)
        note_call(it, option_arguments(level, option, value, size), result, error_of(result));
    return result;
}

int getsockopt(int fd, int level, int option, void* value, socklen_t* size) noexcept {
    const int result = next_getsockopt(fd, level, option, value, size);
    const errno_kept saved;
    if (level == SOL_SOCKET && option == SO_ERROR && result == 0 && kind_of(fd) == kind::tcp)
        note_outcome(fd, kind::tcp, *static_cast<const int*>(value));
    return result;
}

}  // extern "C"
#pragma GCC visibility pop

// The calls that move bytes.
#include "preload/observe.hpp"

#include <algorithm>

#include <netinet/in.h>
#include <sys/uio.h>
#include <unistd.h>

using namespace preload;

// A program that is compiled with -D_FORTIFY_SOURCE calls these instead of read and recv. The
// compiler adds the size of the buffer.
extern "C" {
ssize_t __read_chk(int fd, void* buffer, size_t size, size_t room);
ssize_t __recv_chk(int fd, void* buffer, size_t size, size_t room, int flags);
ssize_t __recvfrom_chk(int fd, void* buffer, size_t size, size_t room, int flags, sockaddr* from,
                       socklen_t* length);
}

namespace {

next<decltype(::send)> next_send("send");
next<decltype(::sendto)> next_sendto("sendto");
next<decltype(::sendmsg)> next_sendmsg("sendmsg");
next<decltype(::write)> next_write("write");
next<decltype(::writev)> next_writev("writev");
next<decltype(::recv)> next_recv("recv");
next<decltype(::recvfrom)> next_recvfrom("recvfrom");
next<decltype(::recvmsg)> next_recvmsg("recvmsg");
next<decltype(::read)> next_read("read");
next<decltype(::readv)> next_readv("readv");
next<decltype(::__read_chk)> next_read_chk("__read_chk");
next<decltype(::__recv_chk)> next_recv_chk("__recv_chk");
next<decltype(::__recvfrom_chk)> next_recvfrom_chk("__recvfrom_chk");
next<decltype(::sendmmsg)> next_sendmmsg("sendmmsg");
next<decltype(::recvmmsg)> next_recvmmsg("recvmmsg");

[[gnu::constructor]] void find_transfers() {
    find_all(next_send, next_sendto, next_sendmsg, next_write, next_writev, next_recv,
             next_recvfrom, next_recvmsg, next_read, next_readv, next_read_chk, next_recv_chk,
             next_recvfrom_chk, next_sendmmsg, next_recvmmsg);
}

constexpr std::string_view no_room = "?";

line arguments_of(std::size_t asked, int flags, const line& address = {}) {
    line text;
    text << asked << " bytes";
    if (flags != 0) text << ",";
    const auto flag = [&](int value, std::string_view name) {
        if ((flags & value) != 0) text << " " << name;
    };
    flag(MSG_NOSIGNAL, "MSG_NOSIGNAL");
    flag(MSG_DONTWAIT, "MSG_DONTWAIT");
    flag(MSG_WAITALL, "MSG_WAITALL");
    flag(MSG_PEEK, "MSG_PEEK");
    flag(MSG_TRUNC, "MSG_TRUNC");
    if (!address.empty()) text << ", " << address.text();
    return text;
}

// `address` is the other end, where the call itself names it.
void note_transfer(const call& it, std::string_view event_name, std::int64_t at, ssize_t moved,
                   int flags, const line& address) {
    const errno_kept saved;
    const int error = moved < 0 ? saved.number() : 0;
    note_call(it, arguments_of(it.asked, flags, address), moved, error, &address);
    if (error != 0) return note_failure(it, error, (flags & MSG_DONTWAIT) == 0);
    event what{event_name, at};
    if (!address.empty() && address.text() != no_room) what.peer = &address;
    what.transfer = &it;
    what.bytes = moved;
    note_event(it.fd, it.kind, what);
}

// `go` makes the call for the given number of bytes.
template <typename Go>
ssize_t outgoing(const char* name, int fd, std::size_t asked, int flags, const line& to, Go go) {
    call it{name, fd, kind_of(fd), asked, true};
    if (it.kind == kind::other) return go(asked);
    if (interrupted(it, arguments_of(asked, flags, to))) return -1;
    // A datagram goes whole or not at all.
    const auto sent = go(it.kind == kind::tcp ? clamped_send(asked) : asked);
    // A send is dated at the beginning of its call, so that it comes before its arrival.
    note_transfer(it, "sent", it.began, sent, flags, to);
    return sent;
}

template <typename Go, typename From>
ssize_t incoming(const char* name, int fd, std::size_t asked, int flags, From from, Go go) {
    call it{name, fd, kind_of(fd), asked, true};
    if (it.kind == kind::other) return go(asked);
    if (interrupted(it, arguments_of(asked, flags))) return -1;
    // MSG_WAITALL guarantees all of it, and peeked bytes must be there at the next call: recv(2).
    const bool whole = it.kind == kind::udp || (flags & (MSG_WAITALL | MSG_PEEK)) != 0;
    const auto came = go(whole ? asked : clamped_recv(asked));
    const bool end = came == 0 && it.kind == kind::tcp && asked > 0;
    const line sender = came >= 0 && it.kind == kind::udp ? from() : line{};
    if ((flags & MSG_PEEK) == 0)
        note_transfer(it, end ? "end-of-stream" : "received", now(), came, flags, sender);
    return came;
}

template <typename Go>
ssize_t incoming(const char* name, int fd, std::size_t asked, int flags, Go go) {
    return incoming(
        name, fd, asked, flags, [] { return line{}; }, go);
}

std::size_t total(const iovec* parts, std::size_t count) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < count; ++i)
        sum += parts[i].iov_len;
    return sum;
}

/// The first `allowed` bytes of a list of buffers, from its first `most` buffers: a call may always
/// move less.
class first_parts {
  public:
    first_parts(const iovec* parts, std::size_t count, std::size_t allowed) {
        for (std::size_t i = 0; i < count && count_ < most && allowed > 0; ++i) {
            parts_[count_] = parts[i];
            parts_[count_].iov_len = std::min(parts[i].iov_len, allowed);
            allowed -= parts_[count_++].iov_len;
        }
    }

    [[nodiscard]] iovec* data() { return parts_; }
    [[nodiscard]] std::size_t size() const { return count_; }

  private:
    static constexpr std::size_t most = 16;
    iovec parts_[most];
    std::size_t count_ = 0;
};

// Asked after the call. The kernel sets `length` to that of the address, even if the program gave
// it no room for one (recvfrom(2)): then the address is "?".
auto sender_in(const sockaddr* from, const socklen_t* length) {
    const bool has_room = length != nullptr && *length >= sizeof(sockaddr_in);
    return [=] {
        line result;
        if (length == nullptr) return result;
        return has_room ? address_text(from, *length) : (result << no_room, result);
    };
}

line name_in(const msghdr& message) {
    return address_text(static_cast<const sockaddr*>(message.msg_name), message.msg_namelen);
}

// Runs `go` on a copy of the message, cut to `allowed` bytes.
template <typename Go>
ssize_t with_parts(const msghdr& message, std::size_t allowed, Go go) {
    first_parts parts(message.msg_iov, message.msg_iovlen, allowed);
    msghdr smaller = message;
    smaller.msg_iov = parts.data();
    smaller.msg_iovlen = parts.size();
    return go(smaller);
}

// Several messages in one call: each is an event of its own.
void note_messages(const char* name, int fd, const mmsghdr* messages, int count, bool out) {
    const errno_kept saved;
    for (int i = 0; i < count; ++i) {
        const auto& [message, bytes] = messages[i];
        const call it{name, fd, kind_of(fd), total(message.msg_iov, message.msg_iovlen), true};
        note_transfer(it, out ? "sent" : "received", it.began, static_cast<ssize_t>(bytes), 0,
                      name_in(message));
    }
    if (count < 0) note_failure({name, fd, kind_of(fd)}, saved.number());
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

ssize_t send(int fd, const void* bytes, size_t size, int flags) {
    return outgoing("send", fd, size, flags, {},
                    [=](size_t allowed) { return next_send(fd, bytes, allowed, flags); });
}

ssize_t sendto(int fd, const void* bytes, size_t size, int flags, const sockaddr* to,
               socklen_t length) {
    return outgoing("sendto", fd, size, flags, address_text(to, length), [=](size_t allowed) {
        return next_sendto(fd, bytes, allowed, flags, to, length);
    });
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
    const auto size = total(message->msg_iov, message->msg_iovlen);
    return outgoing("sendmsg", fd, size, flags, name_in(*message), [=](size_t allowed) {
        if (allowed == size) return next_sendmsg(fd, message, flags);
        return with_parts(*message, allowed,
                          [=](const msghdr& part) { return next_sendmsg(fd, &part, flags); });
    });
}

ssize_t write(int fd, const void* bytes, size_t size) {
    return outgoing("write", fd, size, 0, {},
                    [=](size_t allowed) { return next_write(fd, bytes, allowed); });
}

ssize_t writev(int fd, const iovec* parts, int count) {
    if (count < 0) return next_writev(fd, parts, count);
    const auto size = total(parts, static_cast<std::size_t>(count));
    return outgoing("writev", fd, size, 0, {}, [=](size_t allowed) {
        if (allowed == size) return next_writev(fd, parts, count);
        first_parts first(parts, static_cast<std::size_t>(count), allowed);
        return next_writev(fd, first.data(), static_cast<int>(first.size()));
    });
}

ssize_t recv(int fd, void* buffer, size_t size, int flags) {
    return incoming("recv", fd, size, flags,
                    [=](size_t allowed) { return next_recv(fd, buffer, allowed, flags); });
}

ssize_t recvfrom(int fd, void* buffer, size_t size, int flags, sockaddr* from, socklen_t* length) {
    const auto sender = sender_in(from, length);
    return incoming("recvfrom", fd, size, flags, sender, [=](size_t allowed) {
        return next_recvfrom(fd, buffer, allowed, flags, from, length);
    });
}

ssize_t recvmsg(int fd, msghdr* message, int flags) {
    const auto size = total(message->msg_iov, message->msg_iovlen);
    const auto sender = [=] { return name_in(*message); };
    return incoming("recvmsg", fd, size, flags, sender, [=](size_t allowed) {
        if (allowed == size) return next_recvmsg(fd, message, flags);
        return with_parts(*message, allowed, [=](msghdr& part) {
            const auto came = next_recvmsg(fd, &part, flags);
            message->msg_namelen = part.msg_namelen;
            message->msg_controllen = part.msg_controllen;
            message->msg_flags = part.msg_flags;
            return came;
        });
    });
}

ssize_t read(int fd, void* buffer, size_t size) {
    return incoming("read", fd, size, 0,
                    [=](size_t allowed) { return next_read(fd, buffer, allowed); });
}

ssize_t readv(int fd, const iovec* parts, int count) {
    if (count < 0) return next_readv(fd, parts, count);
    const auto size = total(parts, static_cast<std::size_t>(count));
    return incoming("readv", fd, size, 0, [=](size_t allowed) {
        if (allowed == size) return next_readv(fd, parts, count);
        first_parts first(parts, static_cast<std::size_t>(count), allowed);
        return next_readv(fd, first.data(), static_cast<int>(first.size()));
    });
}

ssize_t __read_chk(int fd, void* buffer, size_t size, size_t room) {
    return incoming("read", fd, size, 0, [=](size_t allowed) {
        return next_read_chk(fd, buffer, size > room ? size : allowed, room);
    });
}

ssize_t __recv_chk(int fd, void* buffer, size_t size, size_t room, int flags) {
    return incoming("recv", fd, size, flags, [=](size_t allowed) {
        return next_recv_chk(fd, buffer, size > room ? size : allowed, room, flags);
    });
}

ssize_t __recvfrom_chk(int fd, void* buffer, size_t size, size_t room, int flags, sockaddr* from,
                       socklen_t* length) {
    const auto sender = sender_in(from, length);
    return incoming("recvfrom", fd, size, flags, sender, [=](size_t allowed) {
        return next_recvfrom_chk(fd, buffer, size > room ? size : allowed, room, flags, from,
                                 length);
    });
}

int sendmmsg(int fd, mmsghdr* messages, unsigned count, int flags) {
    const int sent = next_sendmmsg(fd, messages, count, flags);
    note_messages("sendmmsg", fd, messages, sent, true);
    return sent;
}

int recvmmsg(int fd, mmsghdr* messages, unsigned count, int flags, timespec* limit) {
    const int came = next_recvmmsg(fd, messages, count, flags, limit);
    note_messages("recvmmsg", fd, messages, came, false);
    return came;
}

}  // extern "C"
#pragma GCC visibility pop

#include "ways.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

/// A careful program checks every result; the cost of the check is part of the measurement.
template <typename Result>
Result good(Result result) {
    if (result < 0) std::abort();
    return result;
}

void send_all(int fd, const char* bytes, std::size_t size) {
    while (size > 0) {
        const auto count = ::send(fd, bytes, size, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        good(count);
        bytes += count;
        size -= static_cast<std::size_t>(count);
    }
}

std::size_t receive(int fd, char* buffer, std::size_t size) {
    for (;;) {
        const auto count = ::recv(fd, buffer, size, 0);
        if (count < 0 && errno == EINTR) continue;
        return static_cast<std::size_t>(good(count));
    }
}

sockaddr* general(sockaddr_in& address) {
    return reinterpret_cast<sockaddr*>(&address);
}

int bound(int type, sockaddr_in& where) {
    const int fd = good(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    where = {};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    good(::bind(fd, general(where), sizeof where));
    socklen_t size = sizeof where;
    good(::getsockname(fd, general(where), &size));
    return fd;
}

int connect_to(sockaddr_in& where) {
    const int fd = good(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    good(::connect(fd, general(where), sizeof where));
    return fd;
}

int accept_from(int listener) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    return good(::accept4(listener, general(peer), &size, SOCK_CLOEXEC));
}

struct connection {
    connection() {
        good(::listen(listener, SOMAXCONN));
        client = connect_to(where);
        server = accept_from(listener);
        const int on = 1;
        good(::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
        good(::setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    }
    sockaddr_in where{};
    int listener = bound(SOCK_STREAM, where);
    int client = -1;
    int server = -1;
};

void round_trip(int times) {
    static connection ends;
    char buffer[64] = {};
    for (int i = 0; i < times; ++i) {
        send_all(ends.client, buffer, sizeof buffer);
        send_all(ends.server, buffer, receive(ends.server, buffer, sizeof buffer));
        receive(ends.client, buffer, sizeof buffer);
    }
}

void bulk(int times) {
    static connection ends;
    static char buffer[65536];
    for (int i = 0; i < times; ++i) {
        send_all(ends.client, buffer, sizeof buffer);
        for (std::size_t come = 0; come < sizeof buffer;)
            come += receive(ends.server, buffer, sizeof buffer);
    }
}

std::size_t receive_from(int fd, char* buffer, std::size_t size, sockaddr_in& peer) {
    iovec place{buffer, size};
    msghdr message{};
    message.msg_iov = &place;
    message.msg_iovlen = 1;
    message.msg_name = &peer;
    message.msg_namelen = sizeof peer;
    const auto count = static_cast<std::size_t>(good(::recvmsg(fd, &message, 0)));
    if ((message.msg_flags & MSG_TRUNC) != 0) std::abort();
    return count;
}

void datagram(int times) {
    static sockaddr_in where;
    static sockaddr_in other;
    static const int server = bound(SOCK_DGRAM, where);
    static const int client = bound(SOCK_DGRAM, other);
    char buffer[64] = {};
    for (int i = 0; i < times; ++i) {
        sockaddr_in peer{};
        good(::sendto(client, buffer, sizeof buffer, MSG_NOSIGNAL, general(where), sizeof where));
        const auto count = receive_from(server, buffer, sizeof buffer, peer);
        good(::sendto(server, buffer, count, MSG_NOSIGNAL, general(peer), sizeof peer));
        receive_from(client, buffer, sizeof buffer, peer);
    }
}

void connection_setup(int times) {
    static connection ends;
    for (int i = 0; i < times; ++i) {
        const int client = connect_to(ends.where);
        const int server = accept_from(ends.listener);
        ::close(server);
        ::close(client);
    }
}

}  // namespace

const bench::way bench::raw{"raw", round_trip, bulk, datagram, connection_setup};

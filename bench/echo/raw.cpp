// The echo server of the README, written on the system's sockets with the same care: what the
// others are measured against. It includes what sock.hpp includes (same_headers.sh looks), so that
// the header's own code is compared, and not the standard library's.
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>
#include <version>

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

[[noreturn]] void fail(const char* operation) {
    throw std::system_error(errno, std::system_category(), std::string(operation) + " port 5000");
}

void wait_for(int fd, short events, steady::time_point until) {
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - steady::now());
        pollfd entry{fd, events, 0};
        const int ready = ::poll(&entry, 1, static_cast<int>(left.count()));
        if (ready > 0) return;
        if (ready < 0 && errno != EINTR) fail("poll");
        if (steady::now() >= until) {
            errno = ETIMEDOUT;
            fail("recv");
        }
    }
}

std::size_t receive(int fd, std::span<char> buffer) {
    for (;;) {
        wait_for(fd, POLLIN, steady::now() + 60s);
        const auto count = ::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno != EINTR && errno != EAGAIN) fail("recv");
    }
}

void send_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto count = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR) fail("send");
        if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
    }
}

int listen_on(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) fail("socket");
    const int on = 1;
    if (::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) fail("setsockopt");
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0) fail("bind");
    if (::listen(fd, SOMAXCONN) != 0) fail("listen");
    return fd;
}

int main() try {
    const int listener = listen_on(5000);
    for (;;) {
        const int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0 && errno != EINTR) fail("accept");
        std::array<char, 4096> buffer;
        while (const auto count = receive(client, buffer))
            send_all(client, {buffer.data(), count});
        ::close(client);
    }
} catch (const std::system_error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

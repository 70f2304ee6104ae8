#include "autograder/probe_port.hpp"

#include <sock.hpp>

#include "autograder/timeouts.hpp"
#include "support/deadline.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

namespace suite {
namespace {

// EINPROGRESS is what connect(2) reports when SO_SNDTIMEO expires (socket(7)).
bool caused_by_program(int error) {
    constexpr std::array causes{ECONNREFUSED, ECONNRESET, EINPROGRESS, ETIMEDOUT};
    return std::find(causes.begin(), causes.end(), error) != causes.end();
}

bool udp_answers(const support::descriptor& socket) {
    if (::send(socket.get(), "?", 1, 0) < 0) {
        if (errno == ECONNREFUSED) return false;
        support::fail("send");
    }
    auto until = support::deadline::moment(icmp_wait);
    pollfd watched{socket.get(), POLLIN, 0};
    while (!until.expired()) {
        if (::poll(&watched, 1, until.poll_timeout()) <= 0) continue;
        char byte = 0;
        if (::recv(socket.get(), &byte, 1, MSG_DONTWAIT) >= 0) return true;
        if (errno == ECONNREFUSED) return false;
        if (errno != EAGAIN && errno != EINTR) support::fail("recv");
    }
    return true;
}

}  // namespace

support::descriptor open_socket(int family, int type) {
    support::descriptor made(::socket(family, type | SOCK_CLOEXEC, 0));
    if (made.get() < 0) support::fail("socket");
    return made;
}

int connect_socket(const support::descriptor& socket, const sock::endpoint& to) {
    if (::connect(socket.get(), to.data(), to.size()) == 0) return 0;
    if (!caused_by_program(errno)) support::fail("connect to " + to.to_string());
    return errno;
}

bool answers(transport kind, const std::string& address, std::uint16_t port) {
    const sock::endpoint to(address, port);
    const bool tcp = kind == transport::tcp;
    const auto socket = open_socket(to.family(), tcp ? SOCK_STREAM : SOCK_DGRAM);
    const bool connected = connect_socket(socket, to) == 0;
    return tcp ? connected : connected && udp_answers(socket);
}

}  // namespace suite

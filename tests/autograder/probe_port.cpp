#include "autograder/probe_port.hpp"

#include "support/deadline.hpp"

#include <sock.hpp>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace suite {
namespace {

// On loopback the answer "nobody" is there at once.
constexpr support::milliseconds moment{20};

class connected_socket {
  public:
    connected_socket(transport kind, const sock::endpoint& to)
        : fd_(::socket(to.family(), (kind == transport::tcp ? SOCK_STREAM : SOCK_DGRAM), 0)) {
        connected_ = ::connect(fd_, to.data(), to.size()) == 0;
    }
    connected_socket(const connected_socket&) = delete;
    connected_socket& operator=(const connected_socket&) = delete;
    ~connected_socket() { ::close(fd_); }

    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool connected() const { return connected_; }

  private:
    int fd_;
    bool connected_ = false;
};

}  // namespace

bool answers(transport kind, const std::string& address, std::uint16_t port) {
    const connected_socket knocking(kind, sock::endpoint(address, port));
    if (kind == transport::tcp || !knocking.connected()) return knocking.connected();
    if (::send(knocking.get(), "?", 1, 0) < 0) return false;
    auto until = support::deadline::moment(moment);
    pollfd watched{knocking.get(), POLLIN, 0};
    while (!until.expired()) {
        if (::poll(&watched, 1, until.poll_timeout()) <= 0) continue;
        char byte = 0;
        return ::recv(knocking.get(), &byte, 1, MSG_DONTWAIT) >= 0;
    }
    return true;
}

}  // namespace suite

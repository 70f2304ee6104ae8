// One thread, poll(2), non-blocking sockets, an output queue for each client. Wakes up now and then
// for housekeeping, as such servers do.

#include <string>
#include <vector>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr std::size_t queue_limit = 256 * 1024;

struct client {
    int fd;
    std::string queue = {};
    bool ended = false;  // the peer has closed its side
    bool broken = false;

    bool done() const { return broken || (ended && queue.empty()); }
    short interest() const {
        int events = 0;
        if (!ended && queue.size() < queue_limit) events |= POLLIN;
        if (!queue.empty()) events |= POLLOUT;
        return static_cast<short>(events);
    }
};

bool again() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

void take(client& c) {
    char block[4096];
    const ssize_t n = recv(c.fd, block, sizeof block, 0);
    if (n > 0) c.queue.append(block, static_cast<std::size_t>(n));
    if (n == 0) c.ended = true;
    if (n < 0 && !again()) c.broken = true;
}

void give(client& c) {
    const ssize_t n = send(c.fd, c.queue.data(), c.queue.size(), MSG_NOSIGNAL);
    if (n > 0) c.queue.erase(0, static_cast<std::size_t>(n));
    if (n < 0 && !again()) c.broken = true;
}

// False if no descriptor is free.
bool welcome(int listener, std::vector<client>& clients) {
    const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) clients.push_back(client{fd});
    return fd >= 0 || again() || errno == ECONNABORTED;
}

void turn(int listener, std::vector<client>& clients, bool& full) {
    // A negative descriptor is left out: a turn without the listener lasts 25 ms at most.
    std::vector<pollfd> watched{{full ? -1 : listener, POLLIN, 0}};
    full = false;
    for (const client& c : clients)
        watched.push_back({c.fd, c.interest(), 0});
    if (poll(watched.data(), watched.size(), 25) <= 0) return;
    for (std::size_t i = 0; i < clients.size(); ++i) {
        const short events = watched[i + 1].revents;
        if (events & (POLLIN | POLLHUP | POLLERR) && !clients[i].ended) take(clients[i]);
        if (events & (POLLERR | POLLNVAL)) clients[i].broken = true;
        if (!clients[i].queue.empty() && !clients[i].broken) give(clients[i]);
    }
    for (std::size_t i = clients.size(); i-- > 0;) {
        if (!clients[i].done()) continue;
        close(clients[i].fd);
        clients.erase(clients.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (watched[0].revents & POLLIN) full = !welcome(listener, clients);
}

int fail(const std::string& what) {
    fprintf(stderr, "many_server: %s: %s\n", what.c_str(), strerror(errno));
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string port = argc > 1 ? argv[1] : "5000";
    const std::string address = argc > 2 ? argv[2] : "0.0.0.0";
    const bool digits = !port.empty() && port.size() <= 5 &&
                        port.find_first_not_of("0123456789") == std::string::npos;
    const int number = digits ? atoi(port.c_str()) : 0;
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<in_port_t>(number));
    if (argc > 3 || number < 1 || number > 65535 ||
        inet_pton(AF_INET, address.c_str(), &where.sin_addr) != 1) {
        fputs("usage: many_server [port [address]]\n", stderr);
        return 2;
    }
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0) return fail("socket");
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr*>(&where), sizeof where) < 0) {
        return fail("bind " + address + ":" + port);
    }
    if (listen(listener, SOMAXCONN) < 0) return fail("listen " + address + ":" + port);
    std::vector<client> clients;
    bool full = false;
    for (;;)
        turn(listener, clients, full);
}

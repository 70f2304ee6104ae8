// select(2), non-blocking sockets, a fixed buffer for each client. FD_SETSIZE (1024) leaves room
// for 1,000 clients; the rest is turned away.

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

struct connection {
    bool open = false;
    size_t begin = 0, end = 0;
    char data[8192] = {};
};

connection connections[FD_SETSIZE];

bool not_now() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

bool step(int fd, connection& c) {
    if (c.begin == c.end) {
        const ssize_t n = recv(fd, c.data, sizeof c.data, 0);
        if (n < 0) return not_now();
        if (n == 0) return false;
        c.begin = 0;
        c.end = static_cast<size_t>(n);
    }
    const ssize_t n = send(fd, c.data + c.begin, c.end - c.begin, MSG_NOSIGNAL);
    if (n < 0) return not_now();
    c.begin += static_cast<size_t>(n);
    return true;
}

// False if no descriptor is free.
bool accept_one(int listener) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd < 0) return not_now() || errno == ECONNABORTED;
    if (fd >= FD_SETSIZE) {
        close(fd);
        return true;
    }
    fcntl(fd, F_SETFL, O_NONBLOCK);
    connections[fd].open = true;
    connections[fd].begin = connections[fd].end = 0;
    return true;
}

[[noreturn]] void run(int listener) {
    bool full = false;
    for (;;) {
        fd_set input, output;
        FD_ZERO(&input);
        FD_ZERO(&output);
        if (!full) FD_SET(listener, &input);
        for (int fd = 0; fd < FD_SETSIZE; ++fd) {
            const connection& c = connections[fd];
            if (c.open) FD_SET(fd, c.begin == c.end ? &input : &output);
        }
        timeval pause{0, 200000};
        if (select(FD_SETSIZE, &input, &output, nullptr, full ? &pause : nullptr) < 0) continue;
        for (int fd = 0; fd < FD_SETSIZE; ++fd) {
            connection& c = connections[fd];
            if (!c.open || !(FD_ISSET(fd, &input) || FD_ISSET(fd, &output))) continue;
            c.open = step(fd, c);
            if (!c.open) close(fd);
        }
        if (full || FD_ISSET(listener, &input)) full = !accept_one(listener);
    }
}

}  // namespace

int main(int argc, char** argv) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    char* end = nullptr;
    const long port = argc > 1 ? strtol(argv[1], &end, 10) : 5000;
    if (argc > 3 || (end != nullptr && (*end != '\0' || end == argv[1])) || port < 1 ||
        port > 65535 || (argc > 2 && inet_pton(AF_INET, argv[2], &where.sin_addr) != 1)) {
        fprintf(stderr, "usage: many_server [port [address]]\n");
        return 2;
    }
    where.sin_port = htons(static_cast<in_port_t>(port));
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr*>(&where), sizeof where) < 0 ||
        listen(listener, 64) < 0) {
        fprintf(stderr, "many_server: port %ld: %s\n", port, strerror(errno));
        return 1;
    }
    run(listener);
}

// epoll(7), edge-triggered: read until EAGAIN, write until EAGAIN. A spare descriptor is there to
// turn away the clients that come when no other is free.

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct connection {
    int fd;
    size_t begin, end;  // the bytes that wait to be sent: data[begin, end)
    bool input_ended;
    char data[32768];
};

// Moves bytes until the socket has no more to give or takes no more. False: the connection is over.
static bool pump(connection* c) {
    for (;;) {
        while (c->begin < c->end) {
            const ssize_t n = send(c->fd, c->data + c->begin, c->end - c->begin, MSG_NOSIGNAL);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return errno == EAGAIN;
            c->begin += static_cast<size_t>(n);
        }
        if (c->input_ended) return false;
        c->begin = c->end = 0;
        const ssize_t n = recv(c->fd, c->data, sizeof c->data, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno == EAGAIN;
        if (n == 0) c->input_ended = true;
        c->end = static_cast<size_t>(n);
    }
}

static void drop(connection* c) {
    close(c->fd);
    free(c);
}

static int spare = -1;

// False if there is no client. Without a free descriptor accept does not tell (EMFILE comes first).
static bool turn_away(int listener) {
    close(spare);
    const int fd = accept(listener, nullptr, nullptr);
    if (fd >= 0) close(fd);
    spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return fd >= 0;
}

static void accept_all(int poller, int listener) {
    for (;;) {
        const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
        if (fd < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
        if (fd < 0 && errno == EMFILE && turn_away(listener)) continue;
        if (fd < 0) return;
        connection* c = static_cast<connection*>(calloc(1, sizeof(connection)));
        if (c == nullptr) {
            close(fd);
            return;
        }
        c->fd = fd;
        epoll_event event{};
        event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
        event.data.ptr = c;
        if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) drop(c);
    }
}

[[noreturn]] static void run(int listener) {
    const int poller = epoll_create1(0);
    spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = nullptr;
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        epoll_event ready[64];
        const int count = epoll_wait(poller, ready, 64, -1);
        for (int i = 0; i < count; ++i) {
            connection* c = static_cast<connection*>(ready[i].data.ptr);
            if (c == nullptr) accept_all(poller, listener);
            if (c != nullptr && !pump(c)) drop(c);
        }
    }
}

static int bound_listener(const char* address, uint16_t port) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    if (inet_pton(AF_INET, address, &where.sin_addr) != 1) return -2;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, reinterpret_cast<sockaddr*>(&where), sizeof where) < 0) return -1;
    return listen(fd, 511) < 0 ? -1 : fd;
}

int main(int argc, char** argv) {
    const char* text = argc > 1 ? argv[1] : "5000";
    const bool digits = *text != '\0' && text[strspn(text, "0123456789")] == '\0';
    const long port = digits && strlen(text) < 9 ? atol(text) : -1;
    int listener = -2;
    if (argc <= 3 && port >= 1 && port <= 65535) {
        listener = bound_listener(argc > 2 ? argv[2] : "0.0.0.0", static_cast<uint16_t>(port));
    }
    if (listener == -2) {
        fprintf(stderr, "usage: many_server [port [address]]\n");
        return 2;
    }
    if (listener == -1) {
        fprintf(stderr, "many_server: cannot listen on port %ld: %s\n", port, strerror(errno));
        return 1;
    }
    run(listener);
}

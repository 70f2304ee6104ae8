/* All clients at a time, with poll(2) and one process; what a client does not take yet is kept. */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { most = 64, room = 8192 };

struct client {
    size_t filled; /* bytes of `bytes` that wait to be sent */
    int ended;     /* the client has closed its sending side */
    char bytes[room];
};

static struct pollfd entries[most];
static struct client clients[most];
static nfds_t count;

static void add(int fd) {
    if (count == most) {
        close(fd);
        return;
    }
    fcntl(fd, F_SETFL, O_NONBLOCK);
    entries[count].fd = fd;
    clients[count].filled = 0;
    clients[count].ended = 0;
    ++count;
}

static void drop(nfds_t at) {
    close(entries[at].fd);
    --count;
    entries[at] = entries[count];
    clients[at] = clients[count];
}

/* Returns 0 when the connection is finished. */
static int serve(int fd, struct client* it, short ready) {
    if (ready & (POLLIN | POLLHUP | POLLERR) && !it->ended && it->filled < room) {
        const ssize_t n = recv(fd, it->bytes + it->filled, room - it->filled, 0);
        if (n < 0 && errno != EAGAIN) return 0;
        if (n == 0) it->ended = 1;
        if (n > 0) it->filled += (size_t)n;
    }
    while (it->filled > 0) {
        const ssize_t n = send(fd, it->bytes, it->filled, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) return 1;
        if (n < 0) return 0;
        it->filled -= (size_t)n;
        memmove(it->bytes, it->bytes + n, it->filled);
    }
    return !it->ended;
}

static int port_of(const char* text) {
    char* end;
    const long port = strtol(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || port < 1 || port > 65535) return -1;
    return (int)port;
}

int main(int argc, char** argv) {
    const int port = port_of(argc > 1 ? argv[1] : "5000");
    struct sockaddr_in local;
    memset(&local, 0, sizeof local);
    local.sin_family = AF_INET;
    if (argc > 3 || port < 0 ||
        inet_pton(AF_INET, argc > 2 ? argv[2] : "0.0.0.0", &local.sin_addr) != 1) {
        fprintf(stderr, "usage: tcp_server [port [address]]\n");
        return 2;
    }
    local.sin_port = htons((in_port_t)port);
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (const struct sockaddr*)&local, sizeof local) < 0 ||
        listen(listener, 64) < 0) {
        perror("tcp_server");
        return 1;
    }
    add(listener);
    for (;;) {
        entries[0].events = count < most ? POLLIN : 0;
        for (nfds_t i = 1; i < count; ++i) {
            entries[i].events = 0;
            if (clients[i].filled > 0) entries[i].events |= POLLOUT;
            if (!clients[i].ended && clients[i].filled < room) entries[i].events |= POLLIN;
        }
        if (poll(entries, count, -1) < 0 && errno != EINTR) return 1;
        for (nfds_t i = count; i-- > 1;)
            if (entries[i].revents != 0 && !serve(entries[i].fd, &clients[i], entries[i].revents))
                drop(i);
        if (entries[0].revents != 0) {
            const int fd = accept(listener, NULL, NULL);
            if (fd >= 0) add(fd);
        }
    }
}

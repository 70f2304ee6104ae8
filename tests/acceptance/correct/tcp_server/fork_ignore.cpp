// A process for each client; ignoring SIGCHLD makes the kernel reap them (signal(7)). stdin is
// handed to no child by number: the descriptors are 0 and 1 of each child, as inetd starts a
// filter.

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int cat() {
    char page[2048];
    for (;;) {
        const ssize_t got = read(STDIN_FILENO, page, sizeof page);
        if (got <= 0) return 0;
        ssize_t put = 0;
        while (put < got) {
            const ssize_t n = write(STDOUT_FILENO, page + put, static_cast<size_t>(got - put));
            if (n < 0) return 0;
            put += n;
        }
    }
}

static int usage(const char* name) {
    fprintf(stderr, "usage: %s [port [address]]\n", name);
    return 2;
}

int main(int argc, char** argv) {
    unsigned port = 5000;
    char rest;
    if (argc > 3) return usage(argv[0]);
    if (argc > 1 && (argv[1][0] < '0' || argv[1][0] > '9')) return usage(argv[0]);
    if (argc > 1 && sscanf(argv[1], "%6u%c", &port, &rest) != 1) return usage(argv[0]);
    if (port == 0 || port > 65535) return usage(argv[0]);

    sockaddr_in me;
    memset(&me, 0, sizeof me);
    me.sin_family = AF_INET;
    me.sin_port = htons(static_cast<unsigned short>(port));
    if (argc > 2 && inet_aton(argv[2], &me.sin_addr) == 0) return usage(argv[0]);

    signal(SIGCHLD, SIG_IGN);
    const int door = socket(AF_INET, SOCK_STREAM, 0);
    int one = 1;
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (door < 0 || bind(door, reinterpret_cast<sockaddr*>(&me), sizeof me) != 0 ||
        listen(door, 5) != 0) {
        fprintf(stderr, "%s: cannot serve on port %u: %s\n", argv[0], port, strerror(errno));
        return 1;
    }
    while (true) {
        sockaddr_storage peer;
        socklen_t length = sizeof peer;
        const int fd = accept(door, reinterpret_cast<sockaddr*>(&peer), &length);
        if (fd == -1) continue;
        if (fork() == 0) {
            signal(SIGPIPE, SIG_IGN);
            dup2(fd, STDIN_FILENO);
            dup2(fd, STDOUT_FILENO);
            close(fd);
            close(door);
            return cat();
        }
        close(fd);
    }
}

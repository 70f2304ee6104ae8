/* pair.h: what several examples in C begin with: both ends of a TCP connection. */
#ifndef PAIR_H
#define PAIR_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static inline void fail(const char* what) {
    perror(what);
    exit(1);
}

/* A socket at 127.0.0.1, with a port that the kernel chooses; `address` gets both. */
static inline int bound_socket(int type, struct sockaddr_in* address) {
    const int on = 1;
    socklen_t length = sizeof *address;
    const int made = socket(AF_INET, type, 0);
    if (made < 0) fail("socket");
    if (type == SOCK_STREAM) setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    *address = (struct sockaddr_in){0};
    address->sin_family = AF_INET;
    inet_pton(AF_INET, "127.0.0.1", &address->sin_addr);
    if (bind(made, (const struct sockaddr*)address, sizeof *address) != 0) fail("bind");
    if (getsockname(made, (struct sockaddr*)address, &length) != 0) fail("getsockname");
    return made;
}

static inline void connect_pair(int* client, int* server) {
    struct sockaddr_in address;
    signal(SIGPIPE, SIG_IGN); /* send to a peer that is gone fails, and ends nothing */
    const int listener = bound_socket(SOCK_STREAM, &address);
    if (listen(listener, 1) != 0) fail("listen");
    *client = socket(AF_INET, SOCK_STREAM, 0);
    if (*client < 0) fail("socket");
    if (connect(*client, (const struct sockaddr*)&address, sizeof address) != 0) fail("connect");
    *server = accept(listener, NULL, NULL);
    if (*server < 0) fail("accept");
    close(listener);
}

#endif

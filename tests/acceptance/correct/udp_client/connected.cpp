// A connected socket: the kernel keeps strangers out (connect(2)) and reports that the port is
// closed.

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char reply[65536];

static long now_ms() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool number(const char* text, int lowest, int highest, int* value) {
    if (*text == '\0' || strlen(text) > 8 || strspn(text, "0123456789") != strlen(text))
        return false;
    *value = atoi(text);
    return *value >= lowest && *value <= highest;
}

// ECONNREFUSED may be about the datagram before this one: then this one was not sent.
static bool send_line(int fd, const char* line, size_t size) {
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (send(fd, line, size, 0) >= 0) return true;
        if (errno != ECONNREFUSED && errno != EINTR) return false;
    }
    return false;
}

static bool print_reply(int fd, int timeout) {
    const long end = now_ms() + timeout;
    for (;;) {
        const long left = end - now_ms();
        pollfd watched{fd, POLLIN, 0};
        const int ready = poll(&watched, 1, left > 0 ? static_cast<int>(left) : 0);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        const ssize_t n = recv(fd, reply, sizeof reply, MSG_DONTWAIT);
        if (n < 0 && errno == ECONNREFUSED) return false;
        if (n < 0) continue;
        fwrite(reply, 1, static_cast<size_t>(n), stdout);
        putchar('\n');
        fflush(stdout);
        return true;
    }
}

static int open_to(const char* host, const char* port) {
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(host, port, &hints, &found) != 0) {
        hints.ai_family = AF_UNSPEC;
        const int error = getaddrinfo(host, port, &hints, &found);
        if (error != 0) {
            fprintf(stderr, "udp_client: %s: %s\n", host, gai_strerror(error));
            exit(1);
        }
    }
    const int fd = socket(found->ai_family, SOCK_DGRAM, 0);
    if (fd < 0 || connect(fd, found->ai_addr, found->ai_addrlen) < 0) {
        fprintf(stderr, "udp_client: connect %s:%s: %s\n", host, port, strerror(errno));
        exit(1);
    }
    freeaddrinfo(found);
    return fd;
}

int main(int argc, char** argv) {
    int port = 5001;
    int timeout = 1000;
    if (argc > 4 || (argc > 2 && !number(argv[2], 1, 65535, &port)) ||
        (argc > 3 && !number(argv[3], 1, 86400000, &timeout))) {
        fprintf(stderr, "usage: udp_client [host [port [timeout_ms]]]\n");
        return 2;
    }
    const int fd = open_to(argc > 1 ? argv[1] : "127.0.0.1", argc > 2 ? argv[2] : "5001");
    int status = 0;
    char* line = nullptr;
    size_t capacity = 0;
    ssize_t length;
    while ((length = getline(&line, &capacity, stdin)) > 0) {
        if (line[length - 1] == '\n') --length;
        if (send_line(fd, line, static_cast<size_t>(length)) && print_reply(fd, timeout)) continue;
        fprintf(stderr, "no reply\n");
        status = 1;
    }
    free(line);
    close(fd);
    return status;
}

/* A connected socket, which takes datagrams of the server only, and select(2) with what is left. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>

static char reply[65536];

static double now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static int digits(const char* text) {
    return *text != '\0' && strlen(text) < 9 && strspn(text, "0123456789") == strlen(text);
}

/* A refusal (ECONNREFUSED) is no reply either. */
static ssize_t wait_for_reply(int fd, double until) {
    for (;;) {
        const double left = until - now();
        if (left <= 0) return -1;
        struct timeval limit = {(time_t)left, (suseconds_t)((left - (double)(time_t)left) * 1e6)};
        fd_set readable;
        FD_ZERO(&readable);
        FD_SET(fd, &readable);
        const int ready = select(fd + 1, &readable, NULL, NULL, &limit);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return -1;
        const ssize_t size = recv(fd, reply, sizeof reply, 0);
        if (size >= 0) return size;
        if (errno != EINTR) return -1;
    }
}

int main(int argc, char** argv) {
    const char* host = argc > 1 ? argv[1] : "127.0.0.1";
    const char* port = argc > 2 ? argv[2] : "5001";
    const char* timeout = argc > 3 ? argv[3] : "1000";
    if (argc > 4 || !digits(port) || atoi(port) < 1 || atoi(port) > 65535 || !digits(timeout) ||
        atoi(timeout) < 1) {
        fputs("usage: udp_client [host [port [timeout_ms]]]\n", stderr);
        return 2;
    }
    struct addrinfo hints = {0}, *found = NULL;
    hints.ai_socktype = SOCK_DGRAM;
    const int problem = getaddrinfo(host, port, &hints, &found);
    if (problem != 0) {
        fprintf(stderr, "%s: %s\n", host, gai_strerror(problem));
        return 1;
    }
    const int fd = socket(found->ai_family, found->ai_socktype, 0);
    if (fd < 0 || connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
        perror("udp_client");
        return 1;
    }
    freeaddrinfo(found);
    int missing = 0;
    char* line = NULL;
    size_t capacity = 0;
    ssize_t length = 0;
    while ((length = getline(&line, &capacity, stdin)) >= 0) {
        if (length > 0 && line[length - 1] == '\n') --length;
        /* The refusal of an earlier datagram may be reported here: this one has not been sent. */
        if (send(fd, line, (size_t)length, 0) < 0 && errno == ECONNREFUSED)
            send(fd, line, (size_t)length, 0);
        const ssize_t size = wait_for_reply(fd, now() + atoi(timeout) / 1000.0);
        if (size < 0) {
            fputs("no reply\n", stderr);
            missing = 1;
            continue;
        }
        fwrite(reply, 1, (size_t)size, stdout);
        putchar('\n');
        fflush(stdout);
    }
    free(line);
    return missing;
}

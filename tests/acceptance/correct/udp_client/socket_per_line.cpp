// A fresh connected socket for each line: no late reply can be taken for the next one's.

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

static addrinfo* server = nullptr;

static int alarm_in(long ms) {
    const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    itimerspec when{};
    when.it_value.tv_sec = ms / 1000;
    when.it_value.tv_nsec = ms % 1000 * 1000000 + 1;
    timerfd_settime(timer, 0, &when, nullptr);
    return timer;
}

static bool await_reply(int fd, int timer) {
    static char reply[65507];
    for (;;) {
        pollfd both[2] = {{fd, POLLIN, 0}, {timer, POLLIN, 0}};
        if (poll(both, 2, -1) < 0) continue;
        const ssize_t n = both[0].revents != 0 ? recv(fd, reply, sizeof reply, MSG_DONTWAIT) : -1;
        if (n >= 0) {
            fwrite(reply, 1, static_cast<size_t>(n), stdout);
            puts("");
            fflush(stdout);
            return true;
        }
        if (both[1].revents != 0) return false;
    }
}

static bool ask(const char* line, size_t size, long timeout) {
    const int fd = socket(server->ai_family, server->ai_socktype, server->ai_protocol);
    if (fd < 0 || connect(fd, server->ai_addr, server->ai_addrlen) < 0) {
        perror("udp_client: connect");
        exit(1);
    }
    bool answered = false;
    if (send(fd, line, size, 0) >= 0) {
        const int timer = alarm_in(timeout);
        answered = await_reply(fd, timer);
        close(timer);
    }
    close(fd);
    return answered;
}

static long natural(const char* text) {
    if (*text == '\0' || strlen(text) > 9) return -1;
    return strspn(text, "0123456789") == strlen(text) ? atol(text) : -1;
}

int main(int argc, char** argv) {
    const char* host = argc > 1 ? argv[1] : "127.0.0.1";
    const char* port = argc > 2 ? argv[2] : "5001";
    const long timeout = argc > 3 ? natural(argv[3]) : 1000;
    if (argc > 4 || timeout < 1 || natural(port) < 1 || natural(port) > 65535) {
        fprintf(stderr, "usage: udp_client [host [port [timeout_ms]]]\n");
        return 2;
    }
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    const int error = getaddrinfo(host, port, &hints, &server);
    if (error != 0) {
        fprintf(stderr, "udp_client: cannot find %s: %s\n", host, gai_strerror(error));
        return 1;
    }
    int status = EXIT_SUCCESS;
    char* line = nullptr;
    size_t capacity = 0;
    for (ssize_t n; (n = getline(&line, &capacity, stdin)) != -1;) {
        if (n > 0 && line[n - 1] == '\n') --n;
        if (ask(line, static_cast<size_t>(n), timeout)) continue;
        fprintf(stderr, "no reply\n");
        status = EXIT_FAILURE;
    }
    freeaddrinfo(server);
    free(line);
    return status;
}

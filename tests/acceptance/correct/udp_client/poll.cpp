// poll(2) with what is left of the time; throws away what came too late for the line before. stdout is
// left to stdio: through a pipe it appears at the end.

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

struct peer {
    sockaddr_storage address;
    socklen_t size;
};

static char data[65536];

static double seconds() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

static bool is_from(const peer& server, const sockaddr_storage& from) {
    if (from.ss_family != server.address.ss_family) return false;
    if (from.ss_family == AF_INET) {
        const auto& a = reinterpret_cast<const sockaddr_in&>(from);
        const auto& b = reinterpret_cast<const sockaddr_in&>(server.address);
        return a.sin_port == b.sin_port && a.sin_addr.s_addr == b.sin_addr.s_addr;
    }
    const auto& a = reinterpret_cast<const sockaddr_in6&>(from);
    const auto& b = reinterpret_cast<const sockaddr_in6&>(server.address);
    return a.sin6_port == b.sin6_port && memcmp(&a.sin6_addr, &b.sin6_addr, 16) == 0;
}

// The size of a datagram from the server, or -1 if there is none now.
static ssize_t take(int fd, const peer& server) {
    for (;;) {
        sockaddr_storage from;
        socklen_t size = sizeof from;
        const ssize_t n = recvfrom(fd, data, sizeof data, MSG_DONTWAIT,
                                   reinterpret_cast<sockaddr*>(&from), &size);
        if (n >= 0 && is_from(server, from)) return n;
        if (n < 0 && errno == EAGAIN) return -1;
    }
}

static bool ask(int fd, const peer& server, const char* line, size_t size, int timeout_ms) {
    while (take(fd, server) >= 0) {
    }
    const double end = seconds() + timeout_ms / 1000.0;
    if (sendto(fd, line, size, 0, reinterpret_cast<const sockaddr*>(&server.address), server.size) <
        0) {
        perror("udp_client: sendto");
        return false;
    }
    for (;;) {
        const double left = end - seconds();
        if (left <= 0) return false;
        pollfd watched{fd, POLLIN, 0};
        poll(&watched, 1, static_cast<int>(left * 1000) + 1);
        const ssize_t n = take(fd, server);
        if (n < 0) continue;
        fwrite(data, static_cast<size_t>(n), 1, stdout);
        fputc('\n', stdout);
        return true;
    }
}

static peer find(const char* host, const char* port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    int error = getaddrinfo(host, port, &hints, &list);
    if (error != 0) {
        hints.ai_flags = 0;  // AI_ADDRCONFIG does not count loopback
        error = getaddrinfo(host, port, &hints, &list);
    }
    if (error != 0) {
        fprintf(stderr, "udp_client: %s:%s: %s\n", host, port, gai_strerror(error));
        exit(1);
    }
    peer result{};
    memcpy(&result.address, list->ai_addr, list->ai_addrlen);
    result.size = list->ai_addrlen;
    freeaddrinfo(list);
    return result;
}

static long parse(const char* text, long highest) {
    char* rest;
    const long value = strtol(text, &rest, 10);
    return rest != text && *rest == '\0' && value <= highest ? value : -1;
}

int main(int argc, char** argv) {
    const long port = argc > 2 ? parse(argv[2], 65535) : 5001;
    const long timeout = argc > 3 ? parse(argv[3], 1000000) : 1000;
    if (argc > 4 || port < 1 || timeout < 1) {
        fprintf(stderr, "usage: udp_client [host [port [timeout_ms]]]\n");
        return 2;
    }
    const peer server = find(argc > 1 ? argv[1] : "127.0.0.1", argc > 2 ? argv[2] : "5001");
    const int fd = socket(server.address.ss_family, SOCK_DGRAM, 0);
    if (fd < 0) {
        perror("udp_client: socket");
        return 1;
    }
    int unanswered = 0;
    char* line = nullptr;
    size_t room = 0;
    for (ssize_t n; (n = getline(&line, &room, stdin)) >= 0;) {
        const size_t size = static_cast<size_t>(n) - (line[n - 1] == '\n' ? 1 : 0);
        if (ask(fd, server, line, size, static_cast<int>(timeout))) continue;
        ++unanswered;
        fputs("no reply\n", stderr);
    }
    free(line);
    return unanswered == 0 ? 0 : 1;
}

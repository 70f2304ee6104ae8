// Plain POSIX: recvfrom, sendto.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static char buffer[65536];

static int port_of(const char* text) {
    if (*text == '\0' || strlen(text) > 5 || strspn(text, "0123456789") != strlen(text)) return 0;
    const int port = atoi(text);
    return port <= 65535 ? port : 0;
}

static int usage() {
    fprintf(stderr, "usage: udp_server [port [address]]\n");
    return 2;
}

static int failed(const char* operation) {
    fprintf(stderr, "udp_server: %s: %s\n", operation, strerror(errno));
    return 1;
}

int main(int argc, char** argv) {
    const int port = argc > 1 ? port_of(argv[1]) : 5001;
    const char* address = argc > 2 ? argv[2] : "0.0.0.0";
    if (argc > 3 || port == 0) return usage();

    sockaddr_in local{};
    local.sin_family = AF_INET;
    local.sin_port = htons(static_cast<in_port_t>(port));
    if (inet_pton(AF_INET, address, &local.sin_addr) != 1) return usage();

    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0) return failed("socket");
    if (bind(fd, reinterpret_cast<sockaddr*>(&local), sizeof local) < 0) return failed("bind");

    for (;;) {
        sockaddr_in peer{};
        socklen_t length = sizeof peer;
        const ssize_t n = recvfrom(fd, buffer, sizeof buffer, 0,
                                   reinterpret_cast<sockaddr*>(&peer), &length);
        if (n < 0) continue;
        sendto(fd, buffer, static_cast<size_t>(n), 0, reinterpret_cast<sockaddr*>(&peer), length);
    }
}

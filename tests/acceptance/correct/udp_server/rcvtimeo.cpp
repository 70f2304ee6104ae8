// Wakes up every second (SO_RCVTIMEO), counts what it did, and takes any other error for the end: it
// handles no signals, and so expects no EINTR.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

static char buffer[65536];

static int failed(const char* operation) {
    fprintf(stderr, "udp_server: %s: %s\n", operation, strerror(errno));
    return 1;
}

int main(int argc, char** argv) {
    sockaddr_in local{};
    local.sin_family = AF_INET;
    const char* text = argc > 1 ? argv[1] : "5001";
    const bool digits = *text != '\0' && strspn(text, "0123456789") == strlen(text);
    const long port = digits ? strtol(text, nullptr, 10) : 0;
    if (argc > 3 || port < 1 || port > 65535 ||
        inet_pton(AF_INET, argc > 2 ? argv[2] : "0.0.0.0", &local.sin_addr) != 1) {
        fprintf(stderr, "usage: udp_server [port [address]]\n");
        return 2;
    }
    local.sin_port = htons(static_cast<in_port_t>(port));

    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    const timeval second{1, 0};
    if (fd < 0) return failed("socket");
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second) < 0)
        return failed("setsockopt");
    if (bind(fd, reinterpret_cast<sockaddr*>(&local), sizeof local) < 0) return failed("bind");

    unsigned long echoed = 0;
    unsigned long told = 0;
    for (;;) {
        sockaddr_in peer{};
        socklen_t length = sizeof peer;
        const ssize_t n = recvfrom(fd, buffer, sizeof buffer, 0,
                                   reinterpret_cast<sockaddr*>(&peer), &length);
        if (n < 0 && errno != EAGAIN) return failed("recvfrom");
        if (n < 0 && told != echoed) fprintf(stderr, "%lu datagrams echoed\n", told = echoed);
        if (n < 0) continue;
        sendto(fd, buffer, static_cast<size_t>(n), 0, reinterpret_cast<sockaddr*>(&peer), length);
        ++echoed;
    }
}

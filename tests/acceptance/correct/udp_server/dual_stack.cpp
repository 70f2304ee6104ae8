// getaddrinfo(AI_PASSIVE), IPv6 with mapped IPv4 first, else what there is.

#include <initializer_list>

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int bound(const addrinfo* info) {
    const int fd = socket(info->ai_family, info->ai_socktype, info->ai_protocol);
    if (fd < 0) return -1;
    const int off = 0;
    if (info->ai_family == AF_INET6) {
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    }
    if (bind(fd, info->ai_addr, info->ai_addrlen) == 0) return fd;
    const int why = errno;
    close(fd);
    errno = why;
    return -1;
}

// Nothing was bound and no other program has the port: the family is missing, try the next.
static bool unavailable() {
    return errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL;
}

static int open_server(const char* address, const char* port) {
    for (const int family : {AF_INET6, AF_INET}) {
        addrinfo hints{};
        hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST;
        hints.ai_family = family;
        hints.ai_socktype = SOCK_DGRAM;
        addrinfo* list = nullptr;
        if (getaddrinfo(address, port, &hints, &list) != 0) continue;
        const int fd = bound(list);
        freeaddrinfo(list);
        if (fd >= 0 || !unavailable()) return fd;
    }
    errno = EADDRNOTAVAIL;
    return -1;
}

[[noreturn]] static void serve(int fd) {
    char* datagram = static_cast<char*>(malloc(65536));
    for (;;) {
        sockaddr_storage from;
        socklen_t size = sizeof from;
        auto* peer = reinterpret_cast<sockaddr*>(&from);
        const ssize_t n = recvfrom(fd, datagram, 65536, 0, peer, &size);
        if (n >= 0 && sendto(fd, datagram, static_cast<size_t>(n), 0, peer, size) < 0) {
            fprintf(stderr, "udp_server: sendto: %s\n", strerror(errno));
        }
    }
}

int main(int argc, char** argv) {
    const char* port = argc > 1 ? argv[1] : "5001";
    const size_t digits = strspn(port, "0123456789");
    if (argc > 3 || digits == 0 || digits > 5 || port[digits] != '\0' || atoi(port) < 1 ||
        atoi(port) > 65535) {
        fprintf(stderr, "usage: udp_server [port [address]]\n");
        return 2;
    }
    const char* address = argc > 2 && strcmp(argv[2], "0.0.0.0") != 0 ? argv[2] : nullptr;
    const int fd = open_server(address, port);
    if (fd < 0) {
        fprintf(stderr, "udp_server: bind: port %s: %s\n", port, strerror(errno));
        return 1;
    }
    serve(fd);
}

// One IPv6 socket for both families; IPv4 addresses in their mapped form (ipv6(7)). Where the machine
// has no IPv6, IPv4.

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

struct place {
    sockaddr_storage address{};
    socklen_t size = 0;
};

bool parse_address(const char* text, place& out, bool six) {
    if (!six) {
        auto* four = reinterpret_cast<sockaddr_in*>(&out.address);
        four->sin_family = AF_INET;
        out.size = sizeof *four;
        if (text == nullptr) return true;
        return inet_pton(AF_INET, text, &four->sin_addr) == 1;
    }
    auto* name = reinterpret_cast<sockaddr_in6*>(&out.address);
    name->sin6_family = AF_INET6;
    out.size = sizeof *name;
    if (text == nullptr || strcmp(text, "0.0.0.0") == 0) return true;  // in6addr_any
    if (inet_pton(AF_INET6, text, &name->sin6_addr) == 1) return true;
    char mapped[64];
    snprintf(mapped, sizeof mapped, "::ffff:%s", text);
    return inet_pton(AF_INET6, mapped, &name->sin6_addr) == 1;
}

int open_socket(bool six) {
    const int fd = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
    if (fd < 0) return -1;
    const int on = 1;
    const int off = 0;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (six && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

void serve(int fd) {
    char bytes[10000];
    for (ssize_t n; (n = recv(fd, bytes, sizeof bytes, 0)) > 0;) {
        const char* at = bytes;
        while (n > 0) {
            const ssize_t sent = send(fd, at, static_cast<size_t>(n), MSG_NOSIGNAL);
            if (sent < 0) break;
            at += sent;
            n -= sent;
        }
        if (n > 0) break;
    }
    close(fd);
}

}  // namespace

int main(int argc, char** argv) {
    int port = 5000;
    if (argc > 1) {
        const size_t length = strlen(argv[1]);
        port = length > 0 && length < 6 && strspn(argv[1], "0123456789") == length ? atoi(argv[1])
                                                                                 : 0;
    }
    bool six = true;
    int listener = open_socket(six);
    if (listener < 0) {
        six = false;
        listener = open_socket(six);
    }
    place where;
    if (argc > 3 || port < 1 || port > 65535 ||
        !parse_address(argc > 2 ? argv[2] : nullptr, where, six)) {
        fprintf(stderr, "usage: tcp_server [port [address]]\n");
        return 2;
    }
    // sin_port and sin6_port lie at the same place.
    reinterpret_cast<sockaddr_in6*>(&where.address)->sin6_port = htons(static_cast<in_port_t>(port));
    if (bind(listener, reinterpret_cast<sockaddr*>(&where.address), where.size) < 0 ||
        listen(listener, 20) < 0) {
        fprintf(stderr, "tcp_server: port %d: %s\n", port, strerror(errno));
        return 1;
    }
    for (;;) {
        const int client = accept(listener, nullptr, nullptr);
        if (client >= 0) serve(client);
    }
}

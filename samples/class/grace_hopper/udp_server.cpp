// udp_server.cpp
// G. Hopper
// did this one in plain C sockets to see how it looks
#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static char buf[65536];

int main(int argc, char** argv) {
    char* rest = nullptr;
    long port = argc > 1 ? strtol(argv[1], &rest, 10) : 5001;
    sockaddr_in addr{};
    addr.sin_family = AF_INET;
    if (port < 1 || port > 65535 || (rest && *rest) || argc > 3 ||
        inet_pton(AF_INET, argc > 2 ? argv[2] : "0.0.0.0", &addr.sin_addr) != 1) {
        fprintf(stderr, "usage: udp_server [port [address]]\n");
        return 2;
    }
    addr.sin_port = htons((uint16_t)port);

    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0 || bind(fd, (sockaddr*)&addr, sizeof(addr)) < 0) {
        perror("bind");
        return 1;
    }

    while (1) {
        sockaddr_in peer{};
        socklen_t len = sizeof(peer);
        ssize_t n = recvfrom(fd, buf, sizeof(buf), 0, (sockaddr*)&peer, &len);
        if (n <= 0) continue;  // nothing there
        sendto(fd, buf, (size_t)n, 0, (sockaddr*)&peer, len);
    }
}

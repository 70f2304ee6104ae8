// read(2) and write(2) as for any file, and SIGPIPE ignored in their place.

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHECK(call, name)                                            \
    if ((call) < 0) {                                                \
        fprintf(stderr, "%s failed: %s\n", (name), strerror(errno)); \
        exit(1);                                                     \
    }

static ssize_t write_fully(int fd, const void* data, size_t size) {
    const char* cursor = static_cast<const char*>(data);
    size_t left = size;
    while (left != 0) {
        ssize_t n = write(fd, cursor, left);
        if (n < 0) {
            if (errno == EINTR) continue;
            return -1;
        }
        cursor += n;
        left -= static_cast<size_t>(n);
    }
    return static_cast<ssize_t>(size);
}

int main(int argc, char** argv) {
    signal(SIGPIPE, SIG_IGN);

    int port = 5000;
    const char* ip = "0.0.0.0";
    if (argc > 1) {
        char canonical[16];
        port = atoi(argv[1]);
        snprintf(canonical, sizeof canonical, "%d", port);
        if (strcmp(canonical, argv[1]) != 0) port = 0;
    }
    if (argc > 2) ip = argv[2];
    struct sockaddr_in addr;
    memset(&addr, 0, sizeof addr);
    if (argc > 3 || port <= 0 || port > 65535 || inet_pton(AF_INET, ip, &addr.sin_addr) != 1) {
        fprintf(stderr, "usage: %s [port [address]]\n", argv[0]);
        exit(2);
    }
    addr.sin_family = AF_INET;
    addr.sin_port = htons(static_cast<uint16_t>(port));

    int sock = socket(PF_INET, SOCK_STREAM, 0);
    CHECK(sock, "socket");
    int enable = 1;
    CHECK(setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &enable, sizeof enable), "setsockopt");
    CHECK(bind(sock, reinterpret_cast<struct sockaddr*>(&addr), sizeof addr), "bind");
    CHECK(listen(sock, 3), "listen");

    while (1) {
        struct sockaddr_in peer;
        socklen_t peerlen = sizeof peer;
        int conn = accept(sock, reinterpret_cast<struct sockaddr*>(&peer), &peerlen);
        if (conn < 0) continue;
        char buffer[1024];
        while (1) {
            ssize_t count = read(conn, buffer, sizeof buffer);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) break;
            if (write_fully(conn, buffer, static_cast<size_t>(count)) < 0) break;
        }
        close(conn);
    }
}

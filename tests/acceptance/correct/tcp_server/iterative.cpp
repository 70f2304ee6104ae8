// Plain POSIX, one client after another.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static int port_of(const char* text) {
    if (*text == '\0' || strlen(text) > 5 || strspn(text, "0123456789") != strlen(text)) return 0;
    const int port = atoi(text);
    return port <= 65535 ? port : 0;
}

static bool send_all(int fd, const char* data, size_t size) {
    while (size > 0) {
        const ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        data += n;
        size -= static_cast<size_t>(n);
    }
    return true;
}

static void echo(int client) {
    char buffer[4096];
    for (;;) {
        const ssize_t n = recv(client, buffer, sizeof buffer, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        if (!send_all(client, buffer, static_cast<size_t>(n))) break;
    }
    close(client);
}

static int usage() {
    fprintf(stderr, "usage: tcp_server [port [address]]\n");
    return 2;
}

static int failed(const char* operation) {
    fprintf(stderr, "tcp_server: %s: %s\n", operation, strerror(errno));
    return 1;
}

int main(int argc, char** argv) {
    const int port = argc > 1 ? port_of(argv[1]) : 5000;
    const char* address = argc > 2 ? argv[2] : "0.0.0.0";
    if (argc > 3 || port == 0) return usage();

    sockaddr_in local{};
    local.sin_family = AF_INET;
    local.sin_port = htons(static_cast<in_port_t>(port));
    if (inet_pton(AF_INET, address, &local.sin_addr) != 1) return usage();

    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0) return failed("socket");
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr*>(&local), sizeof local) < 0) return failed("bind");
    if (listen(listener, 16) < 0) return failed("listen");

    for (;;) {
        const int client = accept(listener, nullptr, nullptr);
        if (client < 0) continue;
        echo(client);
    }
}

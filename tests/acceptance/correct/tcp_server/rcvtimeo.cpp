// One client after another, with a timeout on its socket (SO_RCVTIMEO): a silent client is asked
// again. There is no signal handler, so EINTR is an error like any other. At the end the sending
// side is closed first, and what still comes is drained.

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static bool send_all(int fd, const char* data, size_t size) {
    while (size > 0) {
        const ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
        if (n < 0) return false;
        data += n;
        size -= static_cast<size_t>(n);
    }
    return true;
}

static void drain(int client) {
    char rest[512];
    shutdown(client, SHUT_WR);
    while (recv(client, rest, sizeof rest, 0) > 0)
        continue;
}

static void echo(int client) {
    const timeval limit{0, 300'000};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    char buffer[8192];
    for (;;) {
        const ssize_t n = recv(client, buffer, sizeof buffer, 0);
        if (n < 0 && errno == EAGAIN) continue;
        if (n <= 0 || !send_all(client, buffer, static_cast<size_t>(n))) break;
    }
    drain(client);
    close(client);
}

int main(int argc, char** argv) {
    const char* text = argc > 1 ? argv[1] : "5000";
    const bool digits =
        *text != '\0' && strlen(text) <= 5 && strspn(text, "0123456789") == strlen(text);
    const int port = digits ? atoi(text) : 0;
    sockaddr_in local{};
    local.sin_family = AF_INET;
    local.sin_port = htons(static_cast<in_port_t>(port));
    const char* address = argc > 2 ? argv[2] : "0.0.0.0";
    if (argc > 3 || port < 1 || port > 65535 || inet_pton(AF_INET, address, &local.sin_addr) != 1) {
        fprintf(stderr, "usage: tcp_server [port [address]]\n");
        return 2;
    }
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr*>(&local), sizeof local) < 0 ||
        listen(listener, 16) < 0) {
        fprintf(stderr, "tcp_server: %s:%d: %s\n", address, port, strerror(errno));
        return 1;
    }
    for (;;) {
        const int client = accept(listener, nullptr, nullptr);
        if (client >= 0) echo(client);
    }
}

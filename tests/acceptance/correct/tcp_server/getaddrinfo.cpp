// getaddrinfo(AI_PASSIVE), and a listening socket for each address that it gives.

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static const int most = 8;

static int listen_on(const addrinfo* info) {
    const int fd = socket(info->ai_family, info->ai_socktype, info->ai_protocol);
    if (fd < 0) return -1;
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (info->ai_family == AF_INET6) {
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, 16) == 0) return fd;
    const int why = errno;
    close(fd);
    errno = why;
    return -1;
}

static void echo(int client) {
    char buffer[2048];
    ssize_t n;
    while ((n = recv(client, buffer, sizeof buffer, 0)) > 0) {
        ssize_t at = 0;
        while (at < n) {
            const ssize_t k =
                send(client, buffer + at, static_cast<size_t>(n - at), MSG_NOSIGNAL);
            if (k <= 0) goto over;
            at += k;
        }
    }
over:
    close(client);
}

[[noreturn]] static void serve(pollfd* listeners, nfds_t count) {
    for (;;) {
        if (poll(listeners, count, -1) < 0) continue;
        for (nfds_t i = 0; i < count; ++i) {
            if (!(listeners[i].revents & POLLIN)) continue;
            const int client = accept(listeners[i].fd, nullptr, nullptr);
            if (client >= 0) echo(client);
        }
    }
}

int main(int argc, char** argv) {
    const char* service = argc > 1 ? argv[1] : "5000";
    const size_t length = strspn(service, "0123456789");
    const int port = length > 0 && length < 6 && service[length] == '\0' ? atoi(service) : 0;
    if (argc > 3 || port < 1 || port > 65535) {
        fprintf(stderr, "usage: tcp_server [port [address]]\n");
        return 2;
    }
    const char* node = argc > 2 ? argv[2] : nullptr;
    addrinfo hints{};
    hints.ai_flags = AI_PASSIVE;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = getaddrinfo(node, service, &hints, &found); error != 0) {
        fprintf(stderr, "tcp_server: %s: %s\n", node ? node : "*", gai_strerror(error));
        return 1;
    }
    pollfd listeners[most];
    nfds_t count = 0;
    for (const addrinfo* at = found; at != nullptr && count < most; at = at->ai_next) {
        const int fd = listen_on(at);
        if (fd < 0 && errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL) count = most + 1;
        if (fd >= 0) listeners[count++] = pollfd{fd, POLLIN, 0};
    }
    if (count == 0 || count > most) {
        fprintf(stderr, "tcp_server: cannot listen on port %s: %s\n", service, strerror(errno));
        return 1;
    }
    freeaddrinfo(found);
    serve(listeners, count);
}

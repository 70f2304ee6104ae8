// Three threads on one socket: answers may overtake each other, as datagrams may.

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static int server = -1;

extern "C" void* echo(void*) {
    char* data = static_cast<char*>(malloc(65507));
    while (data != nullptr) {
        sockaddr_in who;
        socklen_t size = sizeof who;
        auto* address = reinterpret_cast<sockaddr*>(&who);
        const ssize_t n = recvfrom(server, data, 65507, 0, address, &size);
        if (n < 0) continue;
        while (sendto(server, data, static_cast<size_t>(n), 0, address, size) < 0) {
            if (errno != EINTR && errno != ENOBUFS) break;
        }
    }
    return nullptr;
}

int main(int argc, char** argv) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_ANY);
    char more;
    int port = 5001;
    if ((argc > 1 && sscanf(argv[1], "%5d%c", &port, &more) != 1) || port < 1 || port > 65535 ||
        (argc > 2 && inet_pton(AF_INET, argv[2], &name.sin_addr) != 1) || argc > 3) {
        fputs("usage: udp_server [port [address]]\n", stderr);
        return 2;
    }
    name.sin_port = htons(static_cast<in_port_t>(port));
    server = socket(AF_INET, SOCK_DGRAM, 0);
    if (server == -1 || bind(server, reinterpret_cast<sockaddr*>(&name), sizeof name) == -1) {
        perror("udp_server");
        return 1;
    }
    for (int i = 1; i < 3; ++i) {
        pthread_t thread;
        if (pthread_create(&thread, nullptr, echo, nullptr) == 0) pthread_detach(thread);
    }
    echo(nullptr);
}

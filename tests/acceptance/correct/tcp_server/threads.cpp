// A detached thread for each client.

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

extern "C" void* echo_thread(void* argument) {
    const int fd = static_cast<int>(reinterpret_cast<intptr_t>(argument));
    const size_t capacity = 64 * 1024;
    char* data = static_cast<char*>(malloc(capacity));
    bool alive = data != nullptr;
    while (alive) {
        ssize_t n = recv(fd, data, capacity, 0);
        if (n == -1 && errno == EINTR) continue;
        if (n <= 0) break;
        for (char* at = data; n > 0 && alive;) {
            const ssize_t k = send(fd, at, static_cast<size_t>(n), MSG_NOSIGNAL);
            if (k > 0) at += k, n -= k;
            if (k == -1 && errno != EINTR) alive = false;
        }
    }
    free(data);
    shutdown(fd, SHUT_RDWR);
    close(fd);
    return nullptr;
}

static void hand_over(int fd) {
    pthread_t thread;
    if (pthread_create(&thread, nullptr, echo_thread, reinterpret_cast<void*>(intptr_t{fd})) == 0) {
        pthread_detach(thread);
        return;
    }
    echo_thread(reinterpret_cast<void*>(intptr_t{fd}));
}

static bool parse(const char* text, uint16_t& port) {
    char* end;
    errno = 0;
    const unsigned long value = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != 0 || errno != 0) return false;
    if (value < 1 || value > UINT16_MAX) return false;
    port = static_cast<uint16_t>(value);
    return true;
}

int main(int argc, char** argv) {
    uint16_t port = 5000;
    in_addr address = {INADDR_ANY};
    if (argc > 3 || (argc > 1 && !parse(argv[1], port)) ||
        (argc > 2 && inet_pton(AF_INET, argv[2], &address) <= 0)) {
        fprintf(stderr, "usage: tcp_server [port [address]]\n");
        return 2;
    }

    const int listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    sockaddr_in name = {};
    name.sin_family = AF_INET;
    name.sin_addr = address;
    name.sin_port = htons(port);
    if (bind(listener, reinterpret_cast<const sockaddr*>(&name), sizeof(name)) == -1 ||
        listen(listener, 128) == -1) {
        fprintf(stderr, "tcp_server: port %d: %s\n", port, strerror(errno));
        return EXIT_FAILURE;
    }
    for (;;) {
        const int fd = accept(listener, nullptr, nullptr);
        if (fd != -1) hand_over(fd);
    }
}

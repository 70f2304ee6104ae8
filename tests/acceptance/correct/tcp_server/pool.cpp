// Four threads, each of which accepts and serves: a pool without a queue.

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

static int listener = -1;

static void serve(int fd) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    char buffer[1500];
    ssize_t n;
    while ((n = read(fd, buffer, sizeof buffer)) > 0) {
        ssize_t done = 0;
        while (done < n) {
            const ssize_t k = write(fd, buffer + done, static_cast<size_t>(n - done));
            if (k < 0) {
                close(fd);
                return;
            }
            done += k;
        }
    }
    close(fd);
}

extern "C" void* worker(void*) {
    for (;;) {
        const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd >= 0) serve(fd);
    }
    return nullptr;
}

static void open_listener(const sockaddr_in& where) {
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<const sockaddr*>(&where), sizeof where) < 0) {
        perror("bind");
        exit(1);
    }
    if (listen(listener, 64) < 0) {
        perror("listen");
        exit(1);
    }
}

int main(int argc, char** argv) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    const char* port = argc > 1 ? argv[1] : "5000";
    const size_t digits = strspn(port, "0123456789");
    const bool fits = digits > 0 && digits < 6 && port[digits] == '\0';
    const long number = fits ? strtol(port, nullptr, 10) : 0;
    const bool address_is_good =
        argc < 3 || inet_pton(AF_INET, argv[2], &where.sin_addr) == 1;
    if (argc > 3 || number < 1 || number > 65535 || !address_is_good) {
        fprintf(stderr, "usage: %s [port [address]]\n", argv[0]);
        return 2;
    }
    where.sin_port = htons(static_cast<uint16_t>(number));
    signal(SIGPIPE, SIG_IGN);
    open_listener(where);
    for (int i = 0; i < 3; ++i) {
        pthread_t thread;
        if (pthread_create(&thread, nullptr, worker, nullptr) == 0) pthread_detach(thread);
    }
    worker(nullptr);
}

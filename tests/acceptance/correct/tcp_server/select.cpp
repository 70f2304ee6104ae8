// pselect(2) over all clients, blocking sends; SIGTERM and SIGINT end it in good order.

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile sig_atomic_t stopped = 0;

extern "C" void stop(int) { stopped = 1; }

static bool send_all(int fd, const char* p, ssize_t n) {
    while (n > 0) {
        const ssize_t k = send(fd, p, static_cast<size_t>(n), MSG_NOSIGNAL);
        if (k < 0 && errno == EINTR && !stopped) continue;
        if (k < 0) return false;
        p += k;
        n -= k;
    }
    return true;
}

static void forget(int fd, fd_set& all) {
    FD_CLR(fd, &all);
    close(fd);
}

static void accept_one(int listener, fd_set& all, int& highest) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd < 0) return;
    if (fd >= FD_SETSIZE) {
        close(fd);
        return;
    }
    FD_SET(fd, &all);
    if (fd > highest) highest = fd;
}

static void echo_once(int fd, fd_set& all) {
    char buffer[4096];
    const ssize_t n = recv(fd, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EINTR) return;
    if (n <= 0 || !send_all(fd, buffer, n)) forget(fd, all);
}

static void loop(int listener, const sigset_t& awake) {
    fd_set all;
    FD_ZERO(&all);
    FD_SET(listener, &all);
    int highest = listener;
    while (!stopped) {
        fd_set ready = all;
        if (pselect(highest + 1, &ready, nullptr, nullptr, nullptr, &awake) < 0) continue;
        for (int fd = 0; fd <= highest; ++fd) {
            if (!FD_ISSET(fd, &ready)) continue;
            if (fd == listener) accept_one(listener, all, highest);
            if (fd != listener) echo_once(fd, all);
        }
    }
    for (int fd = 0; fd <= highest; ++fd) {
        if (FD_ISSET(fd, &all)) close(fd);
    }
}

static sigset_t catch_signals() {
    struct sigaction action {};
    action.sa_handler = stop;
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
    sigset_t both;
    sigset_t before;
    sigemptyset(&both);
    sigaddset(&both, SIGTERM);
    sigaddset(&both, SIGINT);
    sigprocmask(SIG_BLOCK, &both, &before);
    return before;
}

int main(int argc, char** argv) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    char* end = nullptr;
    const long port = argc > 1 ? strtol(argv[1], &end, 10) : 5000;
    if (argc > 3 || (end != nullptr && (*end != '\0' || end == argv[1])) || port < 1 ||
        port > 65535 || (argc > 2 && inet_pton(AF_INET, argv[2], &where.sin_addr) != 1)) {
        fprintf(stderr, "usage: tcp_server [port [address]]\n");
        return 2;
    }
    where.sin_port = htons(static_cast<in_port_t>(port));
    const sigset_t awake = catch_signals();
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr*>(&where), sizeof where) < 0 ||
        listen(listener, 32) < 0) {
        fprintf(stderr, "tcp_server: port %ld: %s\n", port, strerror(errno));
        return 1;
    }
    loop(listener, awake);
    close(listener);
    return 0;
}

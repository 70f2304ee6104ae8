// A process for each client; SIGCHLD collects the children with waitpid.

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

extern "C" void reap(int) {
    const int saved = errno;
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    errno = saved;
}

[[noreturn]] void die(const char* what) {
    perror(what);
    exit(1);
}

[[noreturn]] void usage() {
    fputs("usage: many_server [port [address]]\n", stderr);
    exit(2);
}

[[noreturn]] void serve(int client) {
    char block[8192];
    ssize_t n;
    while ((n = recv(client, block, sizeof block, 0)) != 0) {
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) _exit(0);
        for (ssize_t sent = 0; sent < n;) {
            const ssize_t m =
                send(client, block + sent, static_cast<size_t>(n - sent), MSG_NOSIGNAL);
            if (m < 0 && errno != EINTR) _exit(0);
            if (m > 0) sent += m;
        }
    }
    close(client);
    _exit(0);
}

int listen_on(const sockaddr_in& where) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) die("many_server: socket");
    const int yes = 1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0) {
        die("many_server: SO_REUSEADDR");
    }
    if (bind(fd, reinterpret_cast<const sockaddr*>(&where), sizeof where) < 0) {
        die("many_server: bind");
    }
    if (listen(fd, SOMAXCONN) < 0) die("many_server: listen");
    return fd;
}

}  // namespace

int main(int argc, char* argv[]) {
    if (argc > 3) usage();
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_ANY);
    long port = 5000;
    if (argc > 1) {
        char* end = nullptr;
        errno = 0;
        port = strtol(argv[1], &end, 10);
        if (end == argv[1] || *end != '\0' || errno != 0 || port < 1 || port > 65535) usage();
    }
    where.sin_port = htons(static_cast<uint16_t>(port));
    if (argc > 2 && inet_pton(AF_INET, argv[2], &where.sin_addr) != 1) usage();

    struct sigaction action {};
    action.sa_handler = reap;
    action.sa_flags = SA_RESTART | SA_NOCLDSTOP;
    sigaction(SIGCHLD, &action, nullptr);

    const int listener = listen_on(where);
    for (;;) {
        const int client = accept(listener, nullptr, nullptr);
        if (client < 0) continue;
        const pid_t child = fork();
        if (child == 0) {
            close(listener);
            serve(client);
        }
        close(client);
    }
}

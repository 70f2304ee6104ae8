// Three processes started beforehand accept on one listening socket; the parent only waits for them
// and replaces one that dies.

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void echo_client(int c) {
    char b[3000];
    ssize_t n, k;
    while ((n = recv(c, b, sizeof b, 0)) > 0) {
        for (ssize_t i = 0; i < n; i += k) {
            k = send(c, b + i, static_cast<size_t>(n - i), MSG_NOSIGNAL);
            if (k < 0) {
                close(c);
                return;
            }
        }
    }
    close(c);
}

static void start_worker(int s) {
    if (fork() != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
        int c = accept(s, nullptr, nullptr);
        if (c >= 0) echo_client(c);
    }
}

int main(int argc, char** argv) {
    int port = 5000;
    in_addr addr;
    addr.s_addr = INADDR_ANY;
    if (argc >= 2) {
        port = 0;
        for (const char* p = argv[1]; *p; ++p) {
            if (*p < '0' || *p > '9' || port > 65535) {
                port = -1;
                break;
            }
            port = port * 10 + (*p - '0');
        }
    }
    if (argc > 3 || port < 1 || port > 65535 ||
        (argc == 3 && inet_pton(AF_INET, argv[2], &addr) != 1)) {
        fprintf(stderr, "usage: tcp_server [port [address]]\n");
        exit(2);
    }
    int s = socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(static_cast<uint16_t>(port));
    a.sin_addr = addr;
    if (bind(s, reinterpret_cast<sockaddr*>(&a), sizeof a) < 0 || listen(s, 50) < 0) {
        fprintf(stderr, "tcp_server: listening on port %d failed: %s\n", port, strerror(errno));
        exit(1);
    }
    for (int i = 0; i < 3; ++i) start_worker(s);
    for (;;) {
        if (wait(nullptr) > 0) start_worker(s);
    }
}

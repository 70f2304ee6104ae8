// splice(2): the bytes go through a pipe inside the kernel and never enter the program.

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static bool drain(int from, int to, ssize_t left) {
    while (left > 0) {
        const ssize_t n = splice(from, nullptr, to, nullptr, static_cast<size_t>(left), 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        left -= n;
    }
    return true;
}

static void serve(int client) {
    int ends[2];
    if (pipe(ends) == 0) {
        for (;;) {
            const ssize_t n = splice(client, nullptr, ends[1], nullptr, 65536, 0);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0 || !drain(ends[0], client, n)) break;
        }
        close(ends[0]);
        close(ends[1]);
    }
    close(client);
}

static int usage() {
    fputs("usage: tcp_server [port [address]]\n", stderr);
    return 2;
}

int main(int argc, char** argv) {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    const char* port = argc > 1 ? argv[1] : "5000";
    if (argc > 3 || port[0] == 0 || port[strspn(port, "0123456789")] != 0) return usage();
    const unsigned long number = strtoul(port, nullptr, 10);
    if (number == 0 || number > 0xffff) return usage();
    here.sin_port = htons(static_cast<in_port_t>(number));
    if (argc == 3 && inet_pton(AF_INET, argv[2], &here.sin_addr) != 1) return usage();

    signal(SIGPIPE, SIG_IGN);  // splice has no MSG_NOSIGNAL
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr*>(&here), sizeof here) != 0) {
        perror("tcp_server: bind");
        return 1;
    }
    if (listen(listener, 100) != 0) {
        perror("tcp_server: listen");
        return 1;
    }
    for (;;) {
        const int client = accept(listener, nullptr, nullptr);
        if (client != -1) serve(client);
    }
}

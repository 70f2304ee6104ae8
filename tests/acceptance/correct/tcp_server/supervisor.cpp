// The parent keeps a worker alive, the worker listens and serves. A worker that could not start at
// all is no reason to try again: its status is the parent's.

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

struct options {
    sockaddr_in where{};
    bool good = true;
};

options read_options(int argc, char** argv) {
    options result;
    result.where.sin_family = AF_INET;
    unsigned long port = 5000;
    if (argc > 1) {
        char* end = argv[1];
        port = argv[1][0] == '-' || argv[1][0] == '+' ? 0 : strtoul(argv[1], &end, 10);
        if (*end != '\0') port = 0;
    }
    result.where.sin_port = htons(static_cast<in_port_t>(port));
    result.good = argc <= 3 && port >= 1 && port <= 65535 &&
                  (argc < 3 || inet_pton(AF_INET, argv[2], &result.where.sin_addr) == 1);
    return result;
}

void serve(int fd) {
    char buffer[16384];
    size_t filled = 0;
    bool open = true;
    while (open || filled > 0) {
        if (filled == 0) {
            const ssize_t n = recv(fd, buffer, sizeof buffer, 0);
            if (n < 0) break;
            if (n == 0) open = false;
            filled = static_cast<size_t>(n);
            continue;
        }
        const ssize_t n = send(fd, buffer, filled, MSG_NOSIGNAL);
        if (n < 0) break;
        memmove(buffer, buffer + n, filled - static_cast<size_t>(n));
        filled -= static_cast<size_t>(n);
    }
    close(fd);
}

int work(const sockaddr_in& where) {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const auto* address = reinterpret_cast<const sockaddr*>(&where);
    if (bind(listener, address, sizeof where) < 0 || listen(listener, 10) < 0) {
        fprintf(stderr, "tcp_server: %s\n", strerror(errno));
        return 1;
    }
    for (;;) {
        const int client = accept(listener, nullptr, nullptr);
        if (client >= 0) serve(client);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const options given = read_options(argc, argv);
    if (!given.good) {
        fprintf(stderr, "usage: tcp_server [port [address]]\n");
        return 2;
    }
    for (;;) {
        const pid_t worker = fork();
        if (worker == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            return work(given.where);
        }
        int status = 0;
        while (waitpid(worker, &status, 0) < 0 && errno == EINTR) {
        }
        if (WIFEXITED(status)) return WEXITSTATUS(status);
    }
}

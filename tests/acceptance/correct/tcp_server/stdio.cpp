// The connection as a pair of stdio streams; every character is flushed, because there is no telling
// when the peer waits for it.

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

static void echo(std::FILE* in, std::FILE* out) {
    for (int c; (c = std::getc(in)) != EOF;) {
        if (std::putc(c, out) == EOF || std::fflush(out) == EOF) return;
    }
}

static void serve(int fd) {
    const int copy = dup(fd);
    std::FILE* in = fdopen(fd, "rb");
    std::FILE* out = fdopen(copy, "wb");
    if (in != nullptr && out != nullptr) echo(in, out);
    if (out != nullptr) std::fclose(out);
    if (in != nullptr) std::fclose(in);
}

static int listen_at(const sockaddr_in& where) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, reinterpret_cast<const sockaddr*>(&where), sizeof where) < 0) return -1;
    return listen(fd, SOMAXCONN) < 0 ? -1 : fd;
}

int main(int argc, char** argv) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = INADDR_ANY;
    int port = 5000;
    char junk = 0;
    const bool fine =
        argc <= 3 && (argc < 2 || std::sscanf(argv[1], "%5d%c", &port, &junk) == 1) && port > 0 &&
        port < 65536 && (argc < 3 || inet_pton(AF_INET, argv[2], &where.sin_addr) == 1);
    if (!fine) {
        std::fprintf(stderr, "usage: tcp_server [port [address]]\n");
        return 2;
    }
    where.sin_port = htons(static_cast<in_port_t>(port));
    std::signal(SIGPIPE, SIG_IGN);
    const int listener = listen_at(where);
    if (listener < 0) {
        std::perror("tcp_server: listen");
        return 1;
    }
    while (true) {
        const int fd = accept(listener, nullptr, nullptr);
        if (fd >= 0) serve(fd);
    }
}

// Plain POSIX: a line goes out, as many bytes come back.

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static int number(const char* text, int highest) {
    if (*text == '\0' || strlen(text) > 9 || strspn(text, "0123456789") != strlen(text)) return 0;
    const int value = atoi(text);
    return value <= highest ? value : 0;
}

static int fail(const char* what, const char* why) {
    fprintf(stderr, "tcp_client: %s: %s\n", what, why);
    return 1;
}

static bool send_all(int fd, const char* data, size_t size) {
    while (size > 0) {
        const ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        data += n;
        size -= static_cast<size_t>(n);
    }
    return true;
}

static bool write_all(const char* data, size_t size) {
    while (size > 0) {
        const ssize_t n = write(STDOUT_FILENO, data, size);
        if (n < 0) return false;
        data += n;
        size -= static_cast<size_t>(n);
    }
    return true;
}

static int connect_to(const char* host, int port) {
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(static_cast<in_port_t>(port));
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = six.sin6_port;
    const bool is_six = inet_pton(AF_INET6, host, &six.sin6_addr) == 1;
    if (!is_six && inet_pton(AF_INET, host, &four.sin_addr) != 1) {
        const hostent* found = gethostbyname(host);
        if (found == nullptr) {
            errno = EHOSTUNREACH;
            return -1;
        }
        memcpy(&four.sin_addr, found->h_addr_list[0], sizeof four.sin_addr);
    }
    const int fd = socket(is_six ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
    const int result = is_six ? connect(fd, reinterpret_cast<sockaddr*>(&six), sizeof six)
                              : connect(fd, reinterpret_cast<sockaddr*>(&four), sizeof four);
    return result == 0 ? fd : -1;
}

// Reads `left` bytes back, at most `size` at a time.
static int read_back(int fd, char* buffer, size_t size, size_t left) {
    while (left > 0) {
        const ssize_t n = recv(fd, buffer, left < size ? left : size, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail("recv", strerror(errno));
        if (n == 0) return fail("recv", "the server has closed the connection");
        fprintf(stderr, "recv %zd bytes\n", n);
        if (!write_all(buffer, static_cast<size_t>(n))) return fail("stdout", strerror(errno));
        left -= static_cast<size_t>(n);
    }
    return 0;
}

int main(int argc, char** argv) {
    const char* host = argc > 1 ? argv[1] : "127.0.0.1";
    const int port = argc > 2 ? number(argv[2], 65535) : 5000;
    const int size = argc > 3 ? number(argv[3], 100000000) : 1024;
    if (argc > 4 || port == 0 || size == 0) {
        fputs("usage: tcp_client [host [port [buffer]]]\n", stderr);
        return 2;
    }
    const int fd = connect_to(host, port);
    if (fd < 0) return fail("connect", strerror(errno));
    char* buffer = static_cast<char*>(malloc(static_cast<size_t>(size)));
    char* line = nullptr;
    size_t capacity = 0;
    int status = 0;
    ssize_t length;
    while (status == 0 && (length = getline(&line, &capacity, stdin)) > 0) {
        const size_t bytes = static_cast<size_t>(length);
        status = send_all(fd, line, bytes) ? read_back(fd, buffer, static_cast<size_t>(size), bytes)
                                           : fail("send", strerror(errno));
    }
    free(line);
    free(buffer);
    close(fd);
    return status;
}

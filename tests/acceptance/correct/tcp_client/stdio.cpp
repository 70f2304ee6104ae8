// stdio on both sides: the connection is a stream of its own (fopencookie(3)) whose reads are bounded
// and logged. stdout is flushed when the program ends, as stdio does for a pipe.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <cerrno>
#include <netdb.h>

#include <sys/socket.h>
#include <unistd.h>

static std::size_t bound = 1024;
static int connection = -1;

static ssize_t bounded_read(void*, char* into, std::size_t size) {
    const ssize_t n = recv(connection, into, std::min(size, bound), 0);
    if (n >= 0) std::fprintf(stderr, "recv %ld bytes\n", static_cast<long>(n));
    return n;
}

static ssize_t silent_write(void*, const char* from, std::size_t size) {
    const ssize_t n = send(connection, from, size, MSG_NOSIGNAL);
    return n < 0 ? 0 : n;
}

static void dial(const char* host, const char* port) {
    addrinfo hints = {};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* results = nullptr;
    const int error = getaddrinfo(host, port, &hints, &results);
    if (error != 0) {
        std::fprintf(stderr, "tcp_client: %s: %s\n", host, gai_strerror(error));
        std::exit(1);
    }
    for (addrinfo* r = results; r != nullptr; r = r->ai_next) {
        connection = socket(r->ai_family, r->ai_socktype, r->ai_protocol);
        if (connect(connection, r->ai_addr, r->ai_addrlen) == 0) break;
        const int why = errno;
        close(connection);
        connection = -1;
        errno = why;
    }
    if (connection < 0) {
        std::fprintf(stderr, "tcp_client: %s port %s: %s\n", host, port, std::strerror(errno));
        std::exit(1);
    }
    freeaddrinfo(results);
}

static bool send_line(std::FILE* out, int& last, std::size_t& count) {
    count = 0;
    int c;
    while ((c = std::getchar()) != EOF) {
        std::putc(c, out);
        ++count;
        if (c == '\n') break;
    }
    last = c;
    return std::fflush(out) == 0 && !std::ferror(out);
}

static bool copy_back(std::FILE* in, std::size_t count) {
    for (; count > 0; --count) {
        const int c = std::getc(in);
        if (c == EOF) return false;
        std::putchar(c);
    }
    return true;
}

static long positive(const char* text) {
    char* end = nullptr;
    errno = 0;
    const long value = std::strtol(text, &end, 10);
    return *end == '\0' && end != text && errno == 0 ? value : -1;
}

int main(int argc, char** argv) {
    const long size = argc > 3 ? positive(argv[3]) : 1024;
    const long port = argc > 2 ? positive(argv[2]) : 5000;
    if (argc > 4 || size < 1 || port < 1 || port > 65535) {
        std::fprintf(stderr, "usage: tcp_client [host [port [buffer]]]\n");
        return 2;
    }
    bound = static_cast<std::size_t>(size);
    dial(argc > 1 ? argv[1] : "127.0.0.1", argc > 2 ? argv[2] : "5000");

    std::FILE* in = fopencookie(nullptr, "r", {bounded_read, nullptr, nullptr, nullptr});
    std::FILE* out = fopencookie(nullptr, "w", {nullptr, silent_write, nullptr, nullptr});
    int last = 0;
    while (last != EOF) {
        std::size_t count = 0;
        if (!send_line(out, last, count) || !copy_back(in, count)) {
            std::fflush(stdout);
            std::fprintf(stderr, "tcp_client: the server is gone\n");
            return 1;
        }
    }
    std::fclose(in);
    std::fclose(out);
    close(connection);
    if (std::ferror(stdin)) std::fprintf(stderr, "tcp_client: the input cannot be read\n");
    return std::ferror(stdin) ? 1 : 0;
}

// POSIX calls only; a getaddrinfo loop; a temporary file with the process's number.
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const char* what) {
    fprintf(stderr, "files_client: %s: %s\n", what,
            errno ? strerror(errno) : "the transfer broke off");
    return 1;
}

static int dial(const char* host, const char* port) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* all = nullptr;
    if (getaddrinfo(host, port, &wanted, &all) != 0) return -1;
    int fd = -1;
    for (const addrinfo* it = all; it != nullptr && fd < 0; it = it->ai_next) {
        fd = socket(it->ai_family, it->ai_socktype, it->ai_protocol);
        if (fd < 0 || connect(fd, it->ai_addr, it->ai_addrlen) == 0) continue;
        close(fd);
        fd = -1;
    }
    freeaddrinfo(all);
    return fd;
}

static bool send_all(int fd, const char* data, size_t size) {
    while (size > 0) {
        const ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
        if (n < 0) return false;
        data += n;
        size -= static_cast<size_t>(n);
    }
    return true;
}

static bool read_line(int fd, char* line, size_t capacity) {
    size_t length = 0;
    errno = 0;
    for (char c = 0; recv(fd, &c, 1, 0) == 1;) {
        if (c == '\n') {
            line[length] = '\0';
            return true;
        }
        if (length + 1 < capacity) line[length++] = c;
    }
    return false;
}

// The number behind "OK "; -1: something else.
static long long number(const char* line) {
    char* end = nullptr;
    if (strncmp(line, "OK ", 3) != 0) return -1;
    const long long result = strtoll(line + 3, &end, 10);
    return *end == '\0' && end != line + 3 ? result : -1;
}

static int refused(const char* line) {
    fprintf(stderr, "files_client: the server says: %s\n", line);
    return 1;
}

static int list(int server) {
    char line[512];
    if (!send_all(server, "LIST\n", 5) || !read_line(server, line, sizeof line)) return fail("ls");
    const long long count = number(line);
    if (count < 0) return refused(line);
    for (long long i = 0; i < count; ++i) {
        if (!read_line(server, line, sizeof line)) return fail("ls");
        puts(line);
    }
    return fflush(stdout) == 0 ? 0 : fail("stdout");
}

static int get(int server, const char* name, const char* to) {
    char line[512];
    char temporary[4096];
    snprintf(line, sizeof line, "GET %s\n", name);
    if (!send_all(server, line, strlen(line)) || !read_line(server, line, sizeof line))
        return fail("get");
    long long left = number(line);
    if (left < 0) return refused(line);
    snprintf(temporary, sizeof temporary, "%s.%d", to, static_cast<int>(getpid()));
    const int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0644);
    if (file < 0) return fail(temporary);
    while (left > 0) {
        static char buffer[65536];
        const size_t most = left < 65536 ? static_cast<size_t>(left) : 65536;
        errno = 0;
        const ssize_t n = recv(server, buffer, most, 0);
        if (n <= 0 || write(file, buffer, static_cast<size_t>(n)) != n) {
            const int result = fail(name);
            unlink(temporary);
            return result;
        }
        left -= n;
    }
    close(file);
    return rename(temporary, to) == 0 ? 0 : fail(to);
}

static int put(int server, const char* from, const char* name) {
    char line[512];
    struct stat status;
    const int file = open(from, O_RDONLY);
    if (file < 0 || fstat(file, &status) != 0) return fail(from);
    long long left = status.st_size;
    snprintf(line, sizeof line, "PUT %s %lld\n", name, left);
    if (!send_all(server, line, strlen(line))) return fail("put");
    while (left > 0) {
        static char buffer[65536];
        const ssize_t n = read(file, buffer, left < 65536 ? static_cast<size_t>(left) : 65536);
        if (n <= 0 || !send_all(server, buffer, static_cast<size_t>(n))) return fail(from);
        left -= n;
    }
    if (!read_line(server, line, sizeof line)) return fail("put");
    return strcmp(line, "OK") == 0 ? 0 : refused(line);
}

static int usage() {
    fprintf(stderr, "usage: files_client host port ls | get NAME [TO] | put FILE [NAME]\n");
    return 2;
}

int main(int argc, char** argv) {
    if (argc < 4) return usage();
    char* end = nullptr;
    const long port = strtol(argv[2], &end, 10);
    if (argv[2][0] < '0' || argv[2][0] > '9' || *end != '\0' || port < 1 || port > 65535)
        return usage();
    const bool ls = strcmp(argv[3], "ls") == 0 && argc == 4;
    const bool gets = strcmp(argv[3], "get") == 0 && (argc == 5 || argc == 6);
    const bool puts_ = strcmp(argv[3], "put") == 0 && (argc == 5 || argc == 6);
    if (!ls && !gets && !puts_) return usage();
    const int server = dial(argv[1], argv[2]);
    if (server < 0) return fail("connect");
    if (ls) return list(server);
    const char* base = strrchr(argv[4], '/');
    const char* last = argc == 6 ? argv[5] : puts_ && base ? base + 1 : argv[4];
    return gets ? get(server, argv[4], last) : put(server, argv[4], last);
}

// A thread reads what comes back while main sends. At the end of the input the sending side is closed
// first, then the last bytes are awaited.

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/socket.h>
#include <unistd.h>

static int server = -1;
static size_t most = 1024;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static uint64_t sent = 0;
static uint64_t returned = 0;
static bool leaving = false;

[[noreturn]] static void give_up(const char* what, const char* why) {
    fprintf(stderr, "tcp_client: %s: %s\n", what, why);
    _exit(1);
}

static void note(uint64_t& counter, size_t bytes) {
    pthread_mutex_lock(&lock);
    counter += bytes;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
}

static bool nothing_owed() {
    pthread_mutex_lock(&lock);
    const bool result = leaving && sent == returned;
    pthread_mutex_unlock(&lock);
    return result;
}

extern "C" void* read_replies(void*) {
    char* buffer = static_cast<char*>(malloc(most));
    for (;;) {
        const ssize_t n = recv(server, buffer, most, 0);
        if (n == 0 && nothing_owed()) return nullptr;
        if (n == 0) give_up("recv", "the server closed the connection");
        if (n < 0) give_up("recv", strerror(errno));
        fprintf(stderr, "recv %d bytes\n", static_cast<int>(n));
        for (ssize_t at = 0; at < n;) {
            const ssize_t k = write(1, buffer + at, static_cast<size_t>(n - at));
            if (k < 0) give_up("write", strerror(errno));
            at += k;
        }
        note(returned, static_cast<size_t>(n));
    }
}

static void send_line(const char* line, size_t size) {
    note(sent, size);
    while (size > 0) {
        const ssize_t n = send(server, line, size, MSG_NOSIGNAL);
        if (n < 0) give_up("send", strerror(errno));
        line += n;
        size -= static_cast<size_t>(n);
    }
}

static void finish() {
    pthread_mutex_lock(&lock);
    leaving = true;
    pthread_mutex_unlock(&lock);
    shutdown(server, SHUT_WR);
    pthread_mutex_lock(&lock);
    while (sent != returned) pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    _exit(0);
}

static int connected(const char* host, const char* port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* all = nullptr;
    const int error = getaddrinfo(host, port, &hints, &all);
    if (error != 0) give_up(host, gai_strerror(error));
    for (addrinfo* one = all; one != nullptr; one = one->ai_next) {
        const int fd = socket(one->ai_family, one->ai_socktype, one->ai_protocol);
        if (fd >= 0 && connect(fd, one->ai_addr, one->ai_addrlen) == 0) return fd;
        const int why = errno;
        if (fd >= 0) close(fd);
        errno = why;
    }
    give_up("connect", strerror(errno));
}

static bool digits(const char* text, unsigned long highest) {
    const size_t length = strlen(text);
    if (length == 0 || length > 10 || strspn(text, "0123456789") != length) return false;
    const unsigned long value = strtoul(text, nullptr, 10);
    return value > 0 && value <= highest;
}

int main(int argc, char** argv) {
    if (argc > 4 || (argc > 2 && !digits(argv[2], 65535)) ||
        (argc > 3 && !digits(argv[3], 1000000000))) {
        fprintf(stderr, "usage: tcp_client [host [port [buffer]]]\n");
        return 2;
    }
    if (argc > 3) most = strtoul(argv[3], nullptr, 10);
    server = connected(argc > 1 ? argv[1] : "127.0.0.1", argc > 2 ? argv[2] : "5000");
    pthread_t reader;
    if (pthread_create(&reader, nullptr, read_replies, nullptr) != 0) give_up("thread", "none left");
    char* line = nullptr;
    size_t capacity = 0;
    for (ssize_t n; (n = getline(&line, &capacity, stdin)) > 0;) {
        send_line(line, static_cast<size_t>(n));
    }
    finish();
}

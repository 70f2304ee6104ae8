// A ring buffer that is filled with readv(2) and emptied with writev(2), non-blocking, one client at a
// time, poll to wait.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

class ring {
  public:
    bool empty() const { return size_ == 0; }
    bool full() const { return size_ == capacity; }

    ssize_t fill_from(int fd) {
        iovec parts[2];
        const ssize_t n = readv(fd, parts, cut(parts, (begin_ + size_) % capacity, capacity - size_));
        if (n > 0) size_ += static_cast<size_t>(n);
        return n;
    }

    ssize_t empty_into(int fd) {
        iovec parts[2];
        const ssize_t n = writev(fd, parts, cut(parts, begin_, size_));
        if (n > 0) {
            begin_ = (begin_ + static_cast<size_t>(n)) % capacity;
            size_ -= static_cast<size_t>(n);
        }
        return n;
    }

  private:
    static constexpr size_t capacity = 5003;  // a prime, so that the seam wanders

    int cut(iovec (&parts)[2], size_t from, size_t count) {
        const size_t first = count < capacity - from ? count : capacity - from;
        parts[0] = iovec{bytes_ + from, first};
        parts[1] = iovec{bytes_, count - first};
        return count > first ? 2 : 1;
    }

    char bytes_[capacity];
    size_t begin_ = 0;
    size_t size_ = 0;
};

bool failed(ssize_t n) { return n < 0 && errno != EAGAIN && errno != EINTR; }

void serve(int fd) {
    ring waiting;
    bool more = true;
    while (more || !waiting.empty()) {
        const int events = (more && !waiting.full() ? POLLIN : 0) | (waiting.empty() ? 0 : POLLOUT);
        pollfd watched{fd, static_cast<short>(events), 0};
        if (poll(&watched, 1, -1) < 0) continue;
        if (more && !waiting.full() && watched.revents & (POLLIN | POLLHUP | POLLERR)) {
            const ssize_t n = waiting.fill_from(fd);
            if (n == 0) more = false;
            if (failed(n)) return;
        }
        if (!waiting.empty() && watched.revents & (POLLOUT | POLLERR)) {
            if (failed(waiting.empty_into(fd))) return;
        }
    }
}

int port_number(const char* s) {
    int value = 0;
    if (*s == '\0') return 0;
    for (; *s != '\0'; ++s) {
        if (*s < '0' || *s > '9') return 0;
        value = value * 10 + (*s - '0');
        if (value > 65535) return 0;
    }
    return value;
}

}  // namespace

int main(int argc, char** argv) {
    const int port = argc > 1 ? port_number(argv[1]) : 5000;
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<in_port_t>(port));
    const bool address = argc < 3 || inet_pton(AF_INET, argv[2], &where.sin_addr) == 1;
    if (port == 0 || !address || argc > 3) {
        fprintf(stderr, "usage: %s [port [address]]\n", "tcp_server");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr*>(&where), sizeof where) < 0 ||
        listen(listener, SOMAXCONN) < 0) {
        fprintf(stderr, "tcp_server: cannot listen at port %d (%s)\n", port, strerror(errno));
        return 1;
    }
    for (;;) {
        const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
        if (fd < 0) continue;
        serve(fd);
        close(fd);
    }
}

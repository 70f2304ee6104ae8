// Both directions at once: poll(2) over stdin and a non-blocking connection. Notices that the server
// is gone while the user still thinks about the next line.

#include <algorithm>
#include <string>
#include <vector>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/socket.h>
#include <unistd.h>

namespace {

struct session {
    int fd;
    std::vector<char> buffer;
    std::string unsent = {};
    std::size_t owed = 0;  // sent, not yet returned
    bool input_open = true;
};

int complain(const char* operation, const char* reason) {
    fprintf(stderr, "tcp_client: %s: %s\n", operation, reason);
    return 1;
}

bool transient() { return errno == EAGAIN || errno == EINTR; }

void read_input(session& s) {
    char block[4096];
    const ssize_t n = read(STDIN_FILENO, block, sizeof block);
    if (n > 0) s.unsent.append(block, static_cast<std::size_t>(n));
    if (n == 0 || (n < 0 && !transient())) s.input_open = false;
}

int send_some(session& s) {
    const ssize_t n = send(s.fd, s.unsent.data(), s.unsent.size(), MSG_NOSIGNAL);
    if (n < 0) return transient() ? 0 : complain("send", strerror(errno));
    s.unsent.erase(0, static_cast<std::size_t>(n));
    s.owed += static_cast<std::size_t>(n);
    return 0;
}

int print(const char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t n = write(STDOUT_FILENO, data, size);
        if (n < 0) return complain("write", strerror(errno));
        data += n;
        size -= static_cast<std::size_t>(n);
    }
    return 0;
}

int receive_some(session& s) {
    const ssize_t n = recv(s.fd, s.buffer.data(), std::min(s.buffer.size(), s.owed), 0);
    if (n < 0) return transient() ? 0 : complain("recv", strerror(errno));
    fprintf(stderr, "recv %zd bytes\n", n);
    if (n == 0) return complain("recv", "connection closed by the server");
    s.owed -= static_cast<std::size_t>(n);
    return print(s.buffer.data(), static_cast<std::size_t>(n));
}

int step(session& s) {
    const bool hungry = s.input_open && s.unsent.size() < 65536;
    const int events = POLLRDHUP | (s.owed > 0 ? POLLIN : 0) | (s.unsent.empty() ? 0 : POLLOUT);
    pollfd watched[2] = {{s.fd, static_cast<short>(events), 0},
                         {hungry ? STDIN_FILENO : -1, POLLIN, 0}};
    if (poll(watched, 2, -1) < 0) return errno == EINTR ? 0 : complain("poll", strerror(errno));
    if (watched[1].revents != 0) read_input(s);
    if (s.owed > 0 && watched[0].revents & (POLLIN | POLLERR | POLLHUP | POLLRDHUP)) {
        return receive_some(s);
    }
    if (watched[0].revents & (POLLRDHUP | POLLERR | POLLHUP)) {
        const bool finished = !s.input_open && s.unsent.empty();
        return finished ? 0 : complain("connection", "closed by the server");
    }
    return watched[0].revents & POLLOUT ? send_some(s) : 0;
}

int connect_to(const char* host, const char* port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    if (getaddrinfo(host, port, &hints, &list) != 0) {
        errno = EHOSTUNREACH;
        return -1;
    }
    int fd = -1;
    for (const addrinfo* at = list; at != nullptr && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
        if (fd >= 0 && connect(fd, at->ai_addr, at->ai_addrlen) != 0) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(list);
    return fd;
}

bool number(const std::string& text, unsigned long highest, unsigned long& value) {
    if (text.empty() || text.size() > 9) return false;
    if (text.find_first_not_of("0123456789") != std::string::npos) return false;
    value = strtoul(text.c_str(), nullptr, 10);
    return value >= 1 && value <= highest;
}

}  // namespace

int main(int argc, char** argv) {
    unsigned long port = 5000;
    unsigned long size = 1024;
    if (argc > 4 || (argc > 2 && !number(argv[2], 65535, port)) ||
        (argc > 3 && !number(argv[3], 1UL << 24, size))) {
        fprintf(stderr, "usage: %s [host [port [buffer]]]\n", argv[0]);
        return 2;
    }
    const char* host = argc > 1 ? argv[1] : "127.0.0.1";
    const int fd = connect_to(host, argc > 2 ? argv[2] : "5000");
    if (fd < 0) {
        fprintf(stderr, "tcp_client: cannot connect to %s:%lu: %s\n", host, port, strerror(errno));
        return 1;
    }
    fprintf(stderr, "connected to %s:%lu\n", host, port);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    session s{fd, std::vector<char>(size)};
    while (s.input_open || !s.unsent.empty() || s.owed > 0) {
        if (const int status = step(s); status != 0) return status;
    }
    close(fd);
    return 0;
}

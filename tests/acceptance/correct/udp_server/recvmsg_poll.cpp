// recvmsg and sendmsg on a non-blocking socket, poll to wait; asks for MSG_TRUNC to know the real size.

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static void wait_for(int fd, short events) {
    pollfd watched{fd, events, 0};
    while (poll(&watched, 1, -1) < 0 && errno == EINTR) {
    }
}

// Answers what has come; false when there is no more.
static bool answer_one(int fd) {
    static char head[1024];
    static char body[65536];
    iovec parts[2] = {{head, sizeof head}, {body, sizeof body}};
    sockaddr_storage peer;
    msghdr message{};
    message.msg_name = &peer;
    message.msg_namelen = sizeof peer;
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    const ssize_t n = recvmsg(fd, &message, MSG_TRUNC);
    if (n < 0) return errno != EAGAIN;
    if (message.msg_flags & MSG_TRUNC) {
        fprintf(stderr, "udp_server: a datagram of %zd bytes was cut\n", n);
        return true;
    }
    const size_t size = static_cast<size_t>(n);
    parts[0].iov_len = size < sizeof head ? size : sizeof head;
    parts[1].iov_len = size - parts[0].iov_len;
    while (sendmsg(fd, &message, 0) < 0 && errno == EAGAIN) wait_for(fd, POLLOUT);
    return true;
}

int main(int argc, char** argv) {
    sockaddr_in me{};
    me.sin_family = AF_INET;
    char* end = nullptr;
    const long port = argc > 1 ? strtol(argv[1], &end, 10) : 5001;
    if (argc > 3 || (end != nullptr && (*end != '\0' || end == argv[1])) || port < 1 ||
        port > 65535 || (argc > 2 && inet_pton(AF_INET, argv[2], &me.sin_addr) != 1)) {
        fprintf(stderr, "usage: %s [port [address]]\n", argv[0]);
        return 2;
    }
    me.sin_port = htons(static_cast<in_port_t>(port));
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP);
    if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&me), sizeof me) < 0) {
        fprintf(stderr, "udp_server: port %ld: %s\n", port, strerror(errno));
        return 1;
    }
    for (;;) {
        wait_for(fd, POLLIN);
        while (answer_one(fd)) {
        }
    }
}

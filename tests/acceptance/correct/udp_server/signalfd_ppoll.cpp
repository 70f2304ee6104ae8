// signalfd, timerfd and ppoll: ends with 0 at SIGTERM, and counts on stderr when a timer has run out.

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

static char buffer[65536];

static bool echo_one(int fd) {
    sockaddr_in peer{};
    iovec part{buffer, sizeof buffer};
    msghdr message{};
    message.msg_name = &peer;
    message.msg_namelen = sizeof peer;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    const ssize_t n = recvmsg(fd, &message, MSG_DONTWAIT);
    if (n < 0) return false;
    part.iov_len = static_cast<size_t>(n);
    return sendmsg(fd, &message, 0) == n;
}

static int run(int fd, int signals, int timer) {
    const itimerspec once{{}, {1, 0}};
    unsigned long echoed = 0;
    for (;;) {
        pollfd watched[3] = {{fd, POLLIN, 0}, {signals, POLLIN, 0}, {timer, POLLIN, 0}};
        if (ppoll(watched, 3, nullptr, nullptr) < 0) continue;
        if (watched[1].revents != 0) return 0;
        if (watched[0].revents != 0 && echo_one(fd) && ++echoed > 0)
            timerfd_settime(timer, 0, &once, nullptr);
        uint64_t times = 0;
        if (watched[2].revents != 0 && read(timer, &times, sizeof times) > 0)
            fprintf(stderr, "%lu datagrams echoed\n", echoed);
    }
}

int main(int argc, char** argv) {
    sockaddr_in local{};
    local.sin_family = AF_INET;
    const char* text = argc > 1 ? argv[1] : "5001";
    const bool digits = *text != '\0' && strspn(text, "0123456789") == strlen(text);
    const long port = digits ? strtol(text, nullptr, 10) : 0;
    if (argc > 3 || port < 1 || port > 65535 ||
        inet_pton(AF_INET, argc > 2 ? argv[2] : "0.0.0.0", &local.sin_addr) != 1) {
        fprintf(stderr, "usage: udp_server [port [address]]\n");
        return 2;
    }
    local.sin_port = htons(static_cast<in_port_t>(port));

    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, nullptr);
    const int signals = signalfd(-1, &ends, SFD_CLOEXEC);
    const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || signals < 0 || timer < 0 ||
        bind(fd, reinterpret_cast<sockaddr*>(&local), sizeof local) < 0) {
        fprintf(stderr, "udp_server: port %ld: %s\n", port, strerror(errno));
        return 1;
    }
    return run(fd, signals, timer);
}

// Up to sixteen datagrams with one call (recvmmsg(2), sendmmsg(2)).

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr unsigned batch = 16;
constexpr size_t largest = 65535;

char bytes[batch][largest];
sockaddr_in peers[batch];
iovec parts[batch];
mmsghdr messages[batch];

void prepare() {
    for (unsigned i = 0; i < batch; ++i) {
        parts[i] = iovec{bytes[i], largest};
        messages[i] = mmsghdr{};
        messages[i].msg_hdr.msg_name = &peers[i];
        messages[i].msg_hdr.msg_namelen = sizeof peers[i];
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
}

// The newest first: UDP promises no order.
void answer(int fd, unsigned count) {
    for (unsigned i = 0; i < count; ++i) parts[i].iov_len = messages[i].msg_len;
    for (unsigned i = 0; i < count / 2; ++i) {
        const mmsghdr other = messages[i];
        messages[i] = messages[count - 1 - i];
        messages[count - 1 - i] = other;
    }
    unsigned done = 0;
    while (done < count) {
        const int n = sendmmsg(fd, messages + done, count - done, 0);
        done += n > 0 ? static_cast<unsigned>(n) : 1;  // one that cannot be sent is passed over
    }
}

}  // namespace

int main(int argc, char** argv) {
    sockaddr_in local{};
    local.sin_family = AF_INET;
    int port = argc > 1 ? 0 : 5001;
    if (argc > 1 && strspn(argv[1], "0123456789") == strlen(argv[1]) && strlen(argv[1]) < 6) {
        port = atoi(argv[1]);
    }
    if (port < 1 || port > 65535 || argc > 3 ||
        (argc > 2 && inet_pton(AF_INET, argv[2], &local.sin_addr) != 1)) {
        fprintf(stderr, "usage: udp_server [port [address]]\n");
        return 2;
    }
    local.sin_port = htons(static_cast<in_port_t>(port));
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&local), sizeof local) < 0) {
        fprintf(stderr, "udp_server: bind to port %d: %s\n", port, strerror(errno));
        return 1;
    }
    fprintf(stderr, "waiting for datagrams on port %d\n", port);
    for (;;) {
        prepare();
        const int n = recvmmsg(fd, messages, batch, MSG_WAITFORONE, nullptr);
        if (n > 0) answer(fd, static_cast<unsigned>(n));
    }
}

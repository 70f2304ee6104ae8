/* two_ports [port port]
 *
 * One thread that waits at two UDP ports at once and says on stderr at which one a datagram has
 * come. Without arguments: ports 5102 and 5103. */

#define _POSIX_C_SOURCE 200809L

#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static int fail(const char* call) {
    perror(call);
    return 1;
}

static int bound_to(long port) {
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in own = {0};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_ANY);
    own.sin_port = htons((uint16_t)port);
    if (fd < 0 || bind(fd, (const struct sockaddr*)&own, sizeof own) != 0) exit(fail("bind"));
    return fd;
}

int main(int argc, char* argv[]) {
    if (argc == 2 || argc > 3) {
        fputs("usage: two_ports [port port]\n", stderr);
        return 2;
    }
    const int first = bound_to(argc > 2 ? strtol(argv[1], NULL, 10) : 5102);
    const int second = bound_to(argc > 2 ? strtol(argv[2], NULL, 10) : 5103);
    static char room[65535];
    //[wait]
    struct pollfd doors[2] = {{first, POLLIN, 0}, {second, POLLIN, 0}};
    for (;;) {
        if (poll(doors, 2, -1) < 0) return fail("poll");
        for (int i = 0; i < 2; ++i) {
            if (doors[i].revents == 0) continue;
            const ssize_t size = recv(doors[i].fd, room, sizeof room, 0);
            if (size < 0) return fail("recv");
            fprintf(stderr, "%zd bytes at door %d\n", size, i);
        }
    }
    //[/wait]
}

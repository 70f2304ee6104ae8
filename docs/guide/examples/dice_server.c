/* dice_server [port]
 *
 * Answers each datagram, also an empty one, with a number from 1 to 6. Without an
 * argument: port 5101. */

#define _POSIX_C_SOURCE 200809L

#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static int fail(const char* call) {
    perror(call);
    return 1;
}

int main(int argc, char* argv[]) {
    const long port = argc > 1 ? strtol(argv[1], NULL, 10) : 5101;
    if (argc > 2 || port < 1 || port > 65535) {
        fputs("usage: dice_server [port]\n", stderr);
        return 2;
    }
    //[answer]
    const int table = socket(AF_INET, SOCK_DGRAM, 0);
    if (table < 0) return fail("socket");
    struct sockaddr_in own = {0};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_ANY);
    own.sin_port = htons((uint16_t)port);
    if (bind(table, (const struct sockaddr*)&own, sizeof own) != 0) return fail("bind");
    for (;;) {
        char room[16];
        struct sockaddr_storage from;
        socklen_t length = sizeof from;
        const ssize_t size =
            recvfrom(table, room, sizeof room, 0, (struct sockaddr*)&from, &length);
        if (size < 0) return fail("recvfrom");
        fprintf(stderr, "a question of %zd bytes\n", size);
        const char number = (char)('1' + rand() % 6);
        if (sendto(table, &number, 1, 0, (const struct sockaddr*)&from, length) < 0)
            return fail("sendto");
    }
    //[/answer]
}

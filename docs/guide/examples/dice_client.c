/* dice_client [address [port]]
 *
 * Asks dice_server for a number and waits one second for it. Without arguments: 127.0.0.1, 5101. */

#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int fail(const char* call) {
    perror(call);
    return 1;
}

int main(int argc, char* argv[]) {
    const long port = argc > 2 ? strtol(argv[2], NULL, 10) : 5101;
    struct sockaddr_in server = {0};
    server.sin_family = AF_INET;
    server.sin_port = htons((uint16_t)port);
    const char* address = argc > 1 ? argv[1] : "127.0.0.1";
    if (argc > 3 || port < 1 || port > 65535 || inet_pton(AF_INET, address, &server.sin_addr) != 1) {
        fputs("usage: dice_client [address [port]]\n", stderr);
        return 2;
    }
    //[ask]
    const int table = socket(AF_INET, SOCK_DGRAM, 0);
    if (table < 0) return fail("socket");
    if (connect(table, (const struct sockaddr*)&server, sizeof server) != 0)
        return fail("connect");
    if (send(table, "", 0, 0) < 0) return fail("send");
    struct pollfd wait = {table, POLLIN, 0};
    const int ready = poll(&wait, 1, 1000);
    if (ready < 0) return fail("poll");
    if (ready == 0) {
        fputs("dice_client: no answer\n", stderr);
        return 1;
    }
    char room[16];
    const ssize_t size = recv(table, room, sizeof room, 0);
    if (size < 0) return fail("recv");
    printf("%.*s\n", (int)size, room);
    //[/ask]
    close(table);
    return 0;
}

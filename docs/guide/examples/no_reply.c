/* no_reply: a wait for a datagram has a limit. */
#define _POSIX_C_SOURCE 200809L

#include "pair.h"

#include <poll.h>

int main(void) {
    struct sockaddr_in address, own;
    const int silent = bound_socket(SOCK_DGRAM, &address); /* receives, and never answers */
    const int client = bound_socket(SOCK_DGRAM, &own);

    //[wait]
    /* succeeds: that is all it promises */
    sendto(client, "is anybody there?", 17, 0, (struct sockaddr*)&address, sizeof address);
    char buffer[1000];
    struct pollfd wanted = {client, POLLIN, 0};
    const int ready = poll(&wanted, 1, 200);
    if (ready < 0) fail("poll");
    if (ready > 0) {
        printf("%zd bytes\n", recv(client, buffer, sizeof buffer, 0));
    } else {
        puts("no reply");
    }
    //[/wait]
    close(client);
    close(silent);
    return 0;
}

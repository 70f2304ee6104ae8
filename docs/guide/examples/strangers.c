/* strangers: a connected UDP socket receives from its peer only. */
#define _POSIX_C_SOURCE 200809L

#include "pair.h"

int main(void) {
    struct sockaddr_in servers, strangers, clients;
    const int server = bound_socket(SOCK_DGRAM, &servers);
    const int stranger = bound_socket(SOCK_DGRAM, &strangers);

    //[connected]
    const int client = bound_socket(SOCK_DGRAM, &clients);
    if (connect(client, (struct sockaddr*)&servers, sizeof servers) != 0) fail("connect");
    /* arrives first, and is dropped */
    sendto(stranger, "trust me: 13", 12, 0, (struct sockaddr*)&clients, sizeof clients);
    sendto(server, "42", 2, 0, (struct sockaddr*)&clients, sizeof clients);

    char buffer[100];
    const ssize_t size = recv(client, buffer, sizeof buffer, 0);
    printf("the answer: %.*s\n", (int)size, buffer);
    //[/connected]
    close(client);
    close(stranger);
    close(server);
    return 0;
}

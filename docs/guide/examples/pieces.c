/* pieces: two sends, and what recv makes of them with room for 8 bytes. */
#define _POSIX_C_SOURCE 200809L

#include "pair.h"

int main(void) {
    int client, server;
    connect_pair(&client, &server);

    //[pieces]
    if (send(client, "Hola ", 5, 0) != 5) fail("send");
    if (send(client, "Mundo Cruel", 11, 0) != 11) fail("send");
    close(client);

    char buffer[8];
    ssize_t count;
    while ((count = recv(server, buffer, sizeof buffer, 0)) > 0) {
        printf("%zd bytes: \"%.*s\"\n", count, (int)count, buffer);
    }
    //[/pieces]
    close(server);
    return 0;
}

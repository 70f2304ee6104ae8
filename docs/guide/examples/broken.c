/* broken: what recv and send say after the peer has reset the connection. */
#define _POSIX_C_SOURCE 200809L

#include "pair.h"

#include <errno.h>
#include <string.h>

int main(void) {
    int client, server;
    connect_pair(&client, &server);

    /* close sends a reset, as if the program had crashed with bytes unread */
    const struct linger at_once = {1, 0};
    setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(client);

    char buffer[100];
    //[look]
    const ssize_t count = recv(server, buffer, sizeof buffer, 0);
    if (count < 0) printf("recv: %s\n", strerror(errno)); /* ECONNRESET */
    if (send(server, "hola", 4, 0) < 0)                   /* SIGPIPE is ignored: see pair.h */
        printf("send: %s\n", strerror(errno));            /* EPIPE */
    //[/look]
    close(server);
    return 0;
}

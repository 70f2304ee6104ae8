/* half_close: a client that has said everything, and still gets the answer. */
#define _POSIX_C_SOURCE 200809L

#include "pair.h"

int main(void) {
    int client, server;
    connect_pair(&client, &server);

    //[talk]
    if (send(client, "uno\ndos\n", 8, 0) != 8) fail("send");
    shutdown(client, SHUT_WR); /* "that was all": the server's recv will return 0 */

    char buffer[1024];
    ssize_t count, total = 0;
    while ((count = recv(server, buffer, sizeof buffer, 0)) > 0)
        total += count;
    dprintf(server, "%zd bytes came", total); /* only after the 0, and it arrives */
    close(server);

    while ((count = recv(client, buffer, sizeof buffer, 0)) > 0) {
        printf("the server says: %.*s\n", (int)count, buffer);
    }
    //[/talk]
    close(client);
    return 0;
}

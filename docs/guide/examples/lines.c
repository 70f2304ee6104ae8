/* lines: whole lines out of a stream that comes in pieces of any size. */
#define _POSIX_C_SOURCE 200809L

#include "pair.h"

#include <string.h>

int main(void) {
    int client, server;
    connect_pair(&client, &server);

    const char* pieces[] = {"uno\ndo", "s\ntre", "s\n"};
    for (int i = 0; i < 3; ++i) {
        if (send(client, pieces[i], strlen(pieces[i]), 0) < 0) fail("send");
    }
    close(client);

    //[lines]
    char buffer[512]; /* no line may be longer */
    size_t used = 0;
    ssize_t count;
    while ((count = recv(server, buffer + used, sizeof buffer - used, 0)) > 0) {
        used += (size_t)count;
        char* newline;
        while ((newline = memchr(buffer, '\n', used)) != NULL) {
            const size_t size = (size_t)(newline - buffer);
            printf("line: %.*s\n", (int)size, buffer);
            used -= size + 1;
            memmove(buffer, newline + 1, used); /* what follows the newline stays */
        }
        if (used == sizeof buffer) break; /* too long */
    }
    //[/lines]
    close(server);
    return 0;
}

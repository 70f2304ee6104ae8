/* send_all: the loop around send, until all bytes are on their way. */
#define _POSIX_C_SOURCE 200809L

#include "pair.h"

#include <errno.h>

//[loop]
static int send_whole(int fd, const char* bytes, size_t size) {
    while (size > 0) {
        const ssize_t taken = send(fd, bytes, size, 0); /* perhaps not all */
        if (taken < 0 && errno == EINTR) continue;      /* a signal came: again */
        if (taken < 0) return -1;
        bytes += taken;
        size -= (size_t)taken;
    }
    return 0;
}
//[/loop]

int main(void) {
    int client, server;
    char buffer[100];
    connect_pair(&client, &server);

    if (send_whole(client, "all of it", 9) != 0) fail("send");
    close(client);
    const ssize_t count = recv(server, buffer, sizeof buffer, MSG_WAITALL);
    printf("%.*s\n", (int)count, buffer);
    close(server);
    return 0;
}

/* framing: a message with its length in front, four bytes, the largest first. */
#define _POSIX_C_SOURCE 200809L

#include "pair.h"

#include <stdint.h>
#include <string.h>

//[frame]
static void send_message(int to, const char* message, uint32_t size) {
    char frame[1004];
    const uint32_t head = htonl(size);
    memcpy(frame, &head, sizeof head);
    memcpy(frame + sizeof head, message, size);
    const ssize_t total = (ssize_t)(sizeof head + size);
    if (send(to, frame, (size_t)total, 0) != total) fail("send");
}

static size_t recv_message(int from, char* message) {
    uint32_t size;
    if (recv(from, &size, sizeof size, MSG_WAITALL) != sizeof size) return 0; /* the end */
    size = ntohl(size);
    if (size > 1000) return 0; /* never believe a length from outside */
    return recv(from, message, size, MSG_WAITALL) == (ssize_t)size ? size : 0;
}
//[/frame]

int main(void) {
    int client, server;
    char message[1000];
    connect_pair(&client, &server);

    send_message(client, "two\nlines", 9);
    send_message(client, "Hola", 4);
    for (int i = 0; i < 2; ++i) {
        printf("%zu bytes\n", recv_message(server, message));
    }
    close(client);
    close(server);
    return 0;
}

/* full_buffers: the receiver does not read, so send takes a part, then nothing. */
#define _POSIX_C_SOURCE 200809L

#include "pair.h"

#include <errno.h>
#include <string.h>

static char data[20000000];

/* Sends what the kernel takes now, without waiting. Returns how much of `size` is left. */
static size_t send_some(int client, size_t size) {
    //[fill]
    while (size > 0) {
        const char* rest = data + sizeof data - size;
        const ssize_t taken = send(client, rest, size, MSG_DONTWAIT);
        if (taken < 0 && errno == EAGAIN) break; /* no room now */
        if (taken < 0) fail("send");
        fprintf(stderr, "send took %zd of %zu bytes\n", taken, size);
        size -= (size_t)taken;
    }
    //[/fill]
    return size;
}

int main(void) {
    int client, server;
    connect_pair(&client, &server);

    memset(data, 'x', sizeof data);
    size_t left = send_some(client, sizeof data);
    fprintf(stderr, "no room: %zu bytes stay here until the other side reads\n", left);

    size_t arrived = 0;
    static char buffer[100000];
    while (arrived < sizeof data) {
        const ssize_t count = recv(server, buffer, sizeof buffer, 0);
        if (count <= 0) fail("recv");
        arrived += (size_t)count;
        left = send_some(client, left);
    }
    printf("all %zu bytes have arrived\n", arrived);
    close(client);
    close(server);
    return 0;
}

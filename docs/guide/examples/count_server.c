/* count_server [port]
 *
 * Counts the bytes that a client sends, until the client closes its sending side, and then sends
 * the number back as a line. One client after another. Without an argument: port 5100. */

#define _POSIX_C_SOURCE 200809L

#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int send_all(int fd, const char* bytes, size_t size) {
    while (size > 0) {
        const ssize_t sent = send(fd, bytes, size, 0);
        if (sent < 0) return -1;
        bytes += sent;
        size -= (size_t)sent;
    }
    return 0;
}

//[count]
static int count(int client) {
    char buffer[4096];
    unsigned long total = 0;
    ssize_t received;
    while ((received = recv(client, buffer, sizeof buffer, 0)) > 0)
        total += (unsigned long)received;
    if (received < 0) return -1;
    char line[32];
    const int size = snprintf(line, sizeof line, "%lu\n", total);
    return send_all(client, line, (size_t)size);
}
//[/count]

static int fail(const char* call) {
    perror(call);
    return 1;
}

int main(int argc, char* argv[]) {
    const long port = argc > 1 ? strtol(argv[1], NULL, 10) : 5100;
    if (argc > 2 || port < 1 || port > 65535) {
        fputs("usage: count_server [port]\n", stderr);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    //[listen]
    const int at = socket(AF_INET, SOCK_STREAM, 0);
    if (at < 0) return fail("socket");
    const int on = 1;
    setsockopt(at, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons((uint16_t)port);
    if (bind(at, (const struct sockaddr*)&address, sizeof address) != 0) return fail("bind");
    if (listen(at, SOMAXCONN) != 0) return fail("listen");
    //[/listen]
    for (;;) {
        const int client = accept(at, NULL, NULL);
        if (client < 0) return fail("accept");
        //[one-client]
        if (count(client) != 0) perror("count_server");
        close(client);
        //[/one-client]
    }
}

/* first_server [port]: the first TCP server: it greets each client by its name. */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char* what) {
    perror(what);
    exit(1);
}

/* Reads until the newline, the end, or 100 bytes. Returns the length without the newline. */
static size_t read_line(int client, char* line) {
    size_t length = 0;
    while (length < 100) {
        const ssize_t count = recv(client, line + length, 100 - length, 0);
        if (count <= 0) return length;
        const char* newline = memchr(line + length, '\n', (size_t)count);
        if (newline != NULL) return (size_t)(newline - line);
        length += (size_t)count;
    }
    return length;
}

int main(int argc, char* argv[]) {
    const int port = argc > 1 ? atoi(argv[1]) : 5000;
    signal(SIGPIPE, SIG_IGN); /* send to a peer that is gone fails, and ends nothing */

    //[listen]
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);

    const int on = 1;
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0) fail("socket");
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); /* see "restart" */
    if (bind(listener, (const struct sockaddr*)&address, sizeof address) != 0) fail("bind");
    if (listen(listener, SOMAXCONN) != 0) fail("listen");
    fprintf(stderr, "first_server at 127.0.0.1:%d\n", port);
    //[/listen]

    //[serve]
    for (;;) {
        const int client = accept(listener, NULL, NULL);
        if (client < 0) fail("accept");
        char name[100], answer[120];
        const size_t length = read_line(client, name);
        const int size = snprintf(answer, sizeof answer, "Hello, %.*s!\n", (int)length, name);
        if (send(client, answer, (size_t)size, 0) != size) perror("send");
        close(client);
    }
    //[/serve]
}

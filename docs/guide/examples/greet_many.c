/* greet_many [port]: first_server for many clients at once: a process for each. */
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

static void greet(int client) {
    char name[100], answer[120];
    size_t length = 0;
    ssize_t count;
    while (length < sizeof name && memchr(name, '\n', length) == NULL &&
           (count = recv(client, name + length, sizeof name - length, 0)) > 0) {
        length += (size_t)count;
    }
    const char* newline = memchr(name, '\n', length);
    if (newline != NULL) length = (size_t)(newline - name);
    const int size = snprintf(answer, sizeof answer, "Hello, %.*s!\n", (int)length, name);
    if (send(client, answer, (size_t)size, 0) != size) perror("send");
}

//[greet]
static void serve(int listener) {
    signal(SIGCHLD, SIG_IGN); /* children that have ended leave no zombies */
    for (;;) {
        const int client = accept(listener, NULL, NULL);
        if (client < 0) fail("accept");
        const pid_t child = fork();
        if (child < 0) perror("fork");
        if (child == 0) { /* the child: this one client, and then it ends */
            close(listener);
            greet(client);
            _exit(0);
        }
        close(client); /* the parent's copy: otherwise the client never sees the end */
    }
}
//[/greet]

int main(int argc, char* argv[]) {
    const int port = argc > 1 ? atoi(argv[1]) : 5000;
    signal(SIGPIPE, SIG_IGN); /* send to a peer that is gone fails, and ends nothing */
    const int on = 1;
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0) fail("socket");
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (const struct sockaddr*)&address, sizeof address) != 0) fail("bind");
    if (listen(listener, SOMAXCONN) != 0) fail("listen");
    fprintf(stderr, "greet_many at 127.0.0.1:%d\n", port);
    serve(listener);
}

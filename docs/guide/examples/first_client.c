/* first_client [port]: the first TCP client: it connects, says a name, and prints the answer. */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char* what) {
    perror(what);
    exit(1);
}

int main(int argc, char* argv[]) {
    const int port = argc > 1 ? atoi(argv[1]) : 5000;
    signal(SIGPIPE, SIG_IGN); /* send to a peer that is gone fails, and ends nothing */

    //[ask]
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);

    const int server = socket(AF_INET, SOCK_STREAM, 0);
    if (server < 0) fail("socket");
    if (connect(server, (const struct sockaddr*)&address, sizeof address) != 0) fail("connect");
    if (send(server, "Ada\n", 4, 0) != 4) fail("send");
    //[/ask]

    //[print]
    char buffer[1024];
    ssize_t count;
    while ((count = recv(server, buffer, sizeof buffer, 0)) > 0) {
        fwrite(buffer, 1, (size_t)count, stdout);
    }
    if (count < 0) fail("recv");
    //[/print]
    close(server);
    return 0;
}

/* udp_ask [port]: the first UDP client: one question, one answer, and a limit to the wait. */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
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
    const int port = argc > 1 ? atoi(argv[1]) : 5001;
    //[ask]
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);

    const int server = socket(AF_INET, SOCK_DGRAM, 0);
    if (server < 0) fail("socket");
    if (connect(server, (const struct sockaddr*)&address, sizeof address) != 0) fail("connect");
    if (send(server, "Ada", 3, 0) != 3) fail("send");

    static char buffer[65507];
    struct pollfd wanted = {server, POLLIN, 0};
    const int ready = poll(&wanted, 1, 1000);
    if (ready < 0) fail("poll");
    if (ready == 0) {
        fputs("udp_ask: no answer within a second\n", stderr);
        return 1;
    }
    const ssize_t size = recv(server, buffer, sizeof buffer, 0);
    if (size < 0) fail("recv");
    printf("%.*s\n", (int)size, buffer);
    //[/ask]
    close(server);
    return 0;
}

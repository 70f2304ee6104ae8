/* udp_greet [port]: the first UDP server: each datagram is a name, and the greeting goes back. */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static void fail(const char* what) {
    perror(what);
    exit(1);
}

int main(int argc, char* argv[]) {
    const int port = argc > 1 ? atoi(argv[1]) : 5001;
    //[serve]
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);

    const int server = socket(AF_INET, SOCK_DGRAM, 0);
    if (server < 0) fail("socket");
    if (bind(server, (const struct sockaddr*)&address, sizeof address) != 0) fail("bind");
    fprintf(stderr, "udp_greet at 127.0.0.1:%d\n", port);

    //[reply]
    char name[1000], answer[1020];
    for (;;) {
        struct sockaddr_storage from;
        socklen_t length = sizeof from; /* again before each call: recvfrom changes it */
        const ssize_t size =
            recvfrom(server, name, sizeof name, 0, (struct sockaddr*)&from, &length);
        if (size < 0) fail("recvfrom");
        const int total = snprintf(answer, sizeof answer, "Hello, %.*s!", (int)size, name);
        if (sendto(server, answer, (size_t)total, 0, (struct sockaddr*)&from, length) < 0)
            perror("sendto");
    }
    //[/reply]
    //[/serve]
}

/* count_client [host [port]]
 *
 * Sends standard input to count_server and prints the number that comes back. Without arguments:
 * 127.0.0.1, port 5100. */

#define _POSIX_C_SOURCE 200809L

#include <netdb.h>
#include <signal.h>
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

static int fail(const char* call) {
    perror(call);
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc > 3) {
        fputs("usage: count_client [host [port]]\n", stderr);
        return 2;
    }
    const char* host = argc > 1 ? argv[1] : "127.0.0.1";
    const char* port = argc > 2 ? argv[2] : "5100";
    signal(SIGPIPE, SIG_IGN);
    //[ask]
    struct addrinfo wanted = {0};
    struct addrinfo* found = NULL;
    wanted.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &wanted, &found) != 0) return fail("getaddrinfo");
    const int counter = socket(found->ai_family, SOCK_STREAM, 0);
    if (counter < 0) return fail("socket");
    if (connect(counter, found->ai_addr, found->ai_addrlen) != 0) return fail("connect");
    freeaddrinfo(found);
    char* text = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&text, &room, stdin)) > 0)
        if (send_all(counter, text, (size_t)length) != 0) return fail("send");
    free(text);
    shutdown(counter, SHUT_WR);
    //[/ask]
    //[answer]
    char answer[100];
    size_t size = 0;
    while (size < sizeof answer && memchr(answer, '\n', size) == NULL) {
        const ssize_t received = recv(counter, answer + size, sizeof answer - size, 0);
        if (received < 0) return fail("recv");
        if (received == 0) break;
        size += (size_t)received;
    }
    if (size == 0) {
        fputs("count_client: the end came before the number\n", stderr);
        return 1;
    }
    fwrite(answer, 1, size, stdout);
    //[/answer]
    close(counter);
    return 0;
}

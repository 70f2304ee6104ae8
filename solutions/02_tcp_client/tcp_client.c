/* tcp_client [host [port [buffer]]]
 *
 * A client of the echo server: each line of standard input goes to the server, and what comes back
 * goes to standard output. No recv asks for more than `buffer` bytes; each is reported on standard
 * error. Without arguments: 127.0.0.1, port 5000, 1024 bytes. */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

static void fail(const char* what, const char* reason) {
    fprintf(stderr, "tcp_client: %s: %s\n", what, reason);
    exit(1);
}

/* Tries every address of the host in turn. */
static int connect_to(const char* host, const char* port) {
    struct addrinfo wanted = {0};
    struct addrinfo* addresses;
    wanted.ai_socktype = SOCK_STREAM;
    const int problem = getaddrinfo(host, port, &wanted, &addresses);
    if (problem != 0) fail(host, gai_strerror(problem));

    int server = -1;
    for (struct addrinfo* each = addresses; each != NULL && server < 0; each = each->ai_next) {
        server = socket(each->ai_family, SOCK_STREAM, 0);
        if (server < 0) continue;
        if (connect(server, each->ai_addr, each->ai_addrlen) == 0) break;
        const int reason = errno; /* close may change it */
        close(server);
        errno = reason;
        server = -1;
    }
    if (server < 0) {
        fprintf(stderr, "tcp_client: connect %s port %s: %s\n", host, port, strerror(errno));
        exit(1);
    }
    freeaddrinfo(addresses);
    return server;
}

/* send may take only a part: goes on until all is on its way. */
static void send_all(int server, const char* bytes, size_t size) {
    while (size > 0) {
        const ssize_t sent = send(server, bytes, size, 0);
        if (sent < 0) fail("send", strerror(errno));
        bytes += sent;
        size -= (size_t)sent;
    }
}

/* The next piece of what the server sends: one recv, of at most `room` bytes. */
static size_t receive(int server, char* buffer, size_t room) {
    const ssize_t received = recv(server, buffer, room, 0);
    if (received < 0) fail("recv", strerror(errno));
    fprintf(stderr, "recv %zd bytes\n", received);
    if (received == 0) fail("recv", "the server closed the connection before everything came back");
    return (size_t)received;
}

/* Writes to standard output and does not keep it back: another program may be waiting for this. */
static void print(const char* bytes, size_t size) {
    if (fwrite(bytes, 1, size, stdout) != size || fflush(stdout) != 0)
        fail("standard output", strerror(errno));
}

/* Talks with the server until standard input ends. */
static void run(int server, char* buffer, size_t size) {
    char* line = NULL;
    size_t capacity = 0;
    ssize_t length;
    while ((length = getline(&line, &capacity, stdin)) > 0) {
        send_all(server, line, (size_t)length);
        for (size_t missing = (size_t)length; missing > 0;) {
            const size_t received = receive(server, buffer, missing < size ? missing : size);
            print(buffer, received);
            missing -= received;
        }
    }
    free(line);
}

/* A number of digits from 1 to `most`; 0 if `text` is none. */
static long parse_number(const char* text, long most) {
    const size_t length = strlen(text);
    if (length < 1 || length > 7 || strspn(text, "0123456789") != length) return 0;
    const long number = atol(text);
    return number <= most ? number : 0;
}

int main(int argc, char* argv[]) {
    const char* host = argc > 1 ? argv[1] : "127.0.0.1";
    const char* port = argc > 2 ? argv[2] : "5000";
    const long size = parse_number(argc > 3 ? argv[3] : "1024", 1000000);
    if (argc > 4 || parse_number(port, 65535) == 0 || size == 0) {
        fputs("usage: tcp_client [host [port [buffer]]]\n", stderr);
        return 2;
    }
    char* buffer = malloc((size_t)size);
    if (buffer == NULL) fail("malloc", strerror(errno));

    signal(SIGPIPE, SIG_IGN); /* sending to a server that is gone is an error to report */
    const int server = connect_to(host, port);
    run(server, buffer, (size_t)size);
    close(server);
    free(buffer);
    return 0;
}

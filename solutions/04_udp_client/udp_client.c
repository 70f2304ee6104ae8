/* udp_client [host [port [timeout_ms]]]
 *
 * A client of the echo server over UDP: each line of standard input is one datagram, and the reply
 * to it goes to standard output as one line. Where no reply comes within the timeout, it says so on
 * standard error and goes on. Without arguments: 127.0.0.1, port 5001, 1000 ms. */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>

static void fail(const char* what, const char* reason) {
    fprintf(stderr, "udp_client: %s: %s\n", what, reason);
    exit(1);
}

/* Milliseconds on the clock that is never set: the time of day may jump. */
static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Compares address and port. memcmp of the whole would compare also what is not part of these. */
static bool same_address(const struct sockaddr_storage* left, const struct sockaddr* right) {
    if (left->ss_family != right->sa_family) return false;
    if (left->ss_family == AF_INET) {
        const struct sockaddr_in* a = (const struct sockaddr_in*)left;
        const struct sockaddr_in* b = (const struct sockaddr_in*)right;
        return a->sin_port == b->sin_port && a->sin_addr.s_addr == b->sin_addr.s_addr;
    }
    const struct sockaddr_in6* a = (const struct sockaddr_in6*)left;
    const struct sockaddr_in6* b = (const struct sockaddr_in6*)right;
    return a->sin6_port == b->sin6_port && a->sin6_scope_id == b->sin6_scope_id &&
           memcmp(&a->sin6_addr, &b->sin6_addr, sizeof a->sin6_addr) == 0;
}

/* Waits for the next datagram that the server itself has sent; others do not extend the wait.
 * Returns its size, or -1 if none came in time. */
static ssize_t receive_from(int client, const struct sockaddr* server, char* buffer, size_t size,
                            long timeout) {
    const long until = now() + timeout;
    for (;;) {
        const long left = until - now();
        struct pollfd entry = {client, POLLIN, 0};
        const int ready = poll(&entry, 1, left > 0 ? (int)left : 0);
        if (ready < 0) fail("poll", strerror(errno));
        if (ready == 0) return -1;

        struct sockaddr_storage sender;
        socklen_t sender_size = sizeof sender;
        const ssize_t received =
            recvfrom(client, buffer, size, MSG_DONTWAIT, (struct sockaddr*)&sender, &sender_size);
        if (received < 0 && errno != EAGAIN) fail("recvfrom", strerror(errno));
        if (received >= 0 && same_address(&sender, server)) return received;
        if (left <= 0) return -1;
    }
}

/* Writes a line to standard output and does not keep it back: a program may be waiting for it. */
static void print(const char* bytes, size_t size) {
    if (fwrite(bytes, 1, size, stdout) != size || putchar('\n') == EOF || fflush(stdout) != 0)
        fail("standard output", strerror(errno));
}

/* Asks the server, line by line. True if it answered every one. */
static bool run(int client, const struct addrinfo* server, long timeout) {
    static char buffer[65535]; /* the length in a UDP header has 16 bits: RFC 768 */
    bool all_answered = true;
    char* line = NULL;
    size_t capacity = 0;
    ssize_t length;
    while ((length = getline(&line, &capacity, stdin)) > 0) {
        if (line[length - 1] == '\n') --length;
        if (sendto(client, line, (size_t)length, 0, server->ai_addr, server->ai_addrlen) < 0)
            fail("sendto", strerror(errno));
        const ssize_t received =
            receive_from(client, server->ai_addr, buffer, sizeof buffer, timeout);
        if (received >= 0) {
            print(buffer, (size_t)received);
        } else {
            fputs("no reply\n", stderr);
            all_answered = false;
        }
    }
    free(line);
    return all_answered;
}

/* A number of digits from 1 to `most`; 0 if `text` is none. */
static long parse_number(const char* text, long most) {
    const size_t length = strlen(text);
    if (length < 1 || length > 8 || strspn(text, "0123456789") != length) return 0;
    const long number = atol(text);
    return number <= most ? number : 0;
}

int main(int argc, char* argv[]) {
    const char* host = argc > 1 ? argv[1] : "127.0.0.1";
    const char* port = argc > 2 ? argv[2] : "5001";
    const long timeout = parse_number(argc > 3 ? argv[3] : "1000", 86400000);
    if (argc > 4 || parse_number(port, 65535) == 0 || timeout == 0) {
        fputs("usage: udp_client [host [port [timeout_ms]]]\n", stderr);
        return 2;
    }
    struct addrinfo wanted = {0};
    struct addrinfo* server;
    wanted.ai_socktype = SOCK_DGRAM;
    const int problem = getaddrinfo(host, port, &wanted, &server);
    if (problem != 0) fail(host, gai_strerror(problem));

    const int client = socket(server->ai_family, SOCK_DGRAM, 0);
    if (client < 0) fail("socket", strerror(errno));
    const bool all_answered = run(client, server, timeout);
    freeaddrinfo(server);
    return all_answered ? 0 : 1;
}

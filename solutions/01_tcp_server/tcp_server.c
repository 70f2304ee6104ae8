/* tcp_server [port [address]]
 *
 * An echo server over TCP: what a client sends comes back to it, byte for byte, as it comes.
 * One client after another, for ever; Ctrl+C ends it. Without arguments: port 5000, 0.0.0.0, which
 * is every address of this machine. */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

static void fail(const char* what) {
    fprintf(stderr, "tcp_server: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void usage(void) {
    fputs("usage: tcp_server [port [address]]\n", stderr);
    exit(2);
}

/* A socket that listens at `address`: from now on the kernel queues the clients that connect. */
static int listen_at(const struct addrinfo* address) {
    const int on = 1, off = 0;
    const int listener = socket(address->ai_family, SOCK_STREAM, 0);
    if (listener < 0) fail("socket");
    /* Connections of an earlier run may still use the port: they do not prevent a new listener. */
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->ai_family == AF_INET6)
        setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(listener, address->ai_addr, address->ai_addrlen) != 0) fail("bind");
    if (listen(listener, SOMAXCONN) != 0) fail("listen");
    return listener;
}

/* send may take only a part: goes on until all is on its way. 0, or -1 after an error. */
static int send_all(int client, const char* bytes, size_t size) {
    while (size > 0) {
        const ssize_t sent = send(client, bytes, size, 0);
        if (sent < 0) return -1;
        bytes += sent;
        size -= (size_t)sent;
    }
    return 0;
}

/* Sends everything back, until recv returns 0: then the client has closed its side. A connection
 * that breaks off ends nothing but itself. */
static void echo(int client) {
    char buffer[4096];
    ssize_t received;
    while ((received = recv(client, buffer, sizeof buffer, 0)) > 0) {
        if (send_all(client, buffer, (size_t)received) != 0) break;
    }
    if (received != 0) fprintf(stderr, "tcp_server: %s; on to the next client\n", strerror(errno));
}

/* Waits for clients and serves them, one after another. */
static void run(int listener) {
    for (;;) {
        const int client = accept(listener, NULL, NULL);
        if (client < 0 && errno == ECONNABORTED) continue; /* it left while it waited */
        if (client < 0) fail("accept");
        echo(client);
        close(client);
    }
}

/* A port of 1 to 5 digits. */
static int is_port(const char* text) {
    const size_t length = strlen(text);
    if (length < 1 || length > 5 || strspn(text, "0123456789") != length) return 0;
    return atoi(text) >= 1 && atoi(text) <= 65535;
}

int main(int argc, char* argv[]) {
    const char* port = argc > 1 ? argv[1] : "5000";
    const char* text = argc > 2 ? argv[2] : "0.0.0.0";
    struct addrinfo wanted = {0};
    struct addrinfo* address;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    if (argc > 3 || !is_port(port)) usage();
    if (getaddrinfo(text, port, &wanted, &address) != 0) usage();

    signal(SIGPIPE, SIG_IGN); /* sending to a client that is gone is an error, not the end */
    const int listener = listen_at(address);
    freeaddrinfo(address);
    fprintf(stderr, "tcp_server at %s port %s\n", text, port);
    run(listener);
}

/* udp_server [port [address]]
 *
 * An echo server over UDP: each datagram goes back to where it came from, whole. Any number of
 * peers, for ever; Ctrl+C ends it. Without arguments: port 5001, 0.0.0.0, which is every address of
 * this machine. */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

static void fail(const char* what) {
    fprintf(stderr, "udp_server: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void usage(void) {
    fputs("usage: udp_server [port [address]]\n", stderr);
    exit(2);
}

static int bind_to(const struct addrinfo* address) {
    const int off = 0;
    const int server = socket(address->ai_family, SOCK_DGRAM, 0);
    if (server < 0) fail("socket");
    /* No SO_REUSEADDR: for UDP it would let two programs share the port silently. */
    if (address->ai_family == AF_INET6)
        setsockopt(server, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(server, address->ai_addr, address->ai_addrlen) != 0) fail("bind");
    return server;
}

/* Waits for datagrams and answers each. A peer that is gone by then ends nothing here. */
static void run(int server) {
    static char buffer[65535]; /* the length in a UDP header has 16 bits: RFC 768 */
    for (;;) {
        struct sockaddr_storage peer;
        socklen_t peer_size = sizeof peer; /* recvfrom changes it: set it before every call */
        const ssize_t received =
            recvfrom(server, buffer, sizeof buffer, 0, (struct sockaddr*)&peer, &peer_size);
        if (received < 0) fail("recvfrom");
        const ssize_t sent =
            sendto(server, buffer, (size_t)received, 0, (const struct sockaddr*)&peer, peer_size);
        if (sent < 0) fprintf(stderr, "udp_server: sendto: %s; on to the next\n", strerror(errno));
    }
}

/* A port of 1 to 5 digits. */
static int is_port(const char* text) {
    const size_t length = strlen(text);
    if (length < 1 || length > 5 || strspn(text, "0123456789") != length) return 0;
    return atoi(text) >= 1 && atoi(text) <= 65535;
}

int main(int argc, char* argv[]) {
    const char* port = argc > 1 ? argv[1] : "5001";
    const char* text = argc > 2 ? argv[2] : "0.0.0.0";
    struct addrinfo wanted = {0};
    struct addrinfo* address;
    wanted.ai_socktype = SOCK_DGRAM;
    wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    if (argc > 3 || !is_port(port)) usage();
    if (getaddrinfo(text, port, &wanted, &address) != 0) usage();

    const int server = bind_to(address);
    freeaddrinfo(address);
    fprintf(stderr, "udp_server at %s port %s\n", text, port);
    run(server);
}

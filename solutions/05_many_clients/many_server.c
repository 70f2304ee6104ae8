/* many_server [port [address]]
 *
 * An echo server over TCP for many clients at the same time: one thread, which waits for all of
 * them at once and then serves those that are ready. Nothing in it ever waits for one client alone.
 * Without arguments: port 5000, 0.0.0.0, which is every address of this machine. */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

enum { piece_size = 16384 };

/* What a client has sent and cannot be sent back to it yet. */
struct unsent {
    char* bytes; /* NULL if there is nothing */
    size_t size;
};

/* All clients, and the listener behind the last of them: watches[i] and unsent[i] are of the same
 * client. */
struct clients {
    struct pollfd* watches;
    struct unsent* unsent;
    size_t count;
    size_t capacity;
};

static void fail(const char* what) {
    fprintf(stderr, "many_server: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void usage(void) {
    fputs("usage: many_server [port [address]]\n", stderr);
    exit(2);
}

static void* resize(void* memory, size_t size) {
    void* const resized = realloc(memory, size);
    if (resized == NULL) fail("realloc");
    return resized;
}

static void set_non_blocking(int socket) {
    if (fcntl(socket, F_SETFL, O_NONBLOCK) != 0) fail("fcntl");
}

static void make_room(struct clients* all) {
    if (all->count + 1 < all->capacity) return;
    all->capacity = all->capacity * 2 + 16;
    all->watches = resize(all->watches, all->capacity * sizeof *all->watches);
    all->unsent = resize(all->unsent, all->capacity * sizeof *all->unsent);
}

/* False if there may be a client that cannot be accepted, as no descriptor is free. */
static bool accept_next(int listener, struct clients* all) {
    const int client = accept(listener, NULL, NULL);
    if (client < 0) return errno == EAGAIN || errno == ECONNABORTED; /* there is none, or it left */
    set_non_blocking(client);
    make_room(all);
    all->watches[all->count] = (struct pollfd){client, POLLIN, 0};
    all->unsent[all->count] = (struct unsent){NULL, 0};
    ++all->count;
    return true;
}

/* The last client takes the place of the one that is gone. */
static void forget(struct clients* all, size_t gone) {
    close(all->watches[gone].fd);
    free(all->unsent[gone].bytes);
    --all->count;
    all->watches[gone] = all->watches[all->count];
    all->unsent[gone] = all->unsent[all->count];
}

/* Sends as much as can be sent at once, and keeps the rest. False after an error. */
static bool send_some(int client, struct unsent* rest, const char* bytes, size_t size) {
    ssize_t sent = send(client, bytes, size, 0);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent < 0) sent = 0;

    const size_t left = size - (size_t)sent;
    char* kept = NULL;
    if (left > 0) {
        kept = resize(NULL, left);
        memcpy(kept, bytes + sent, left);
    }
    free(rest->bytes);
    *rest = (struct unsent){kept, left};
    return true;
}

/* One step: sends what is left, or receives the next piece and sends as much as can be sent. False
 * at the end of the stream and after an error. */
static bool echo(struct pollfd* watch, struct unsent* rest) {
    static char buffer[piece_size]; /* one for all clients: each piece is used at once */
    const char* bytes = rest->bytes;
    size_t size = rest->size;
    if (bytes == NULL) {
        const ssize_t received = recv(watch->fd, buffer, sizeof buffer, 0);
        if (received < 0 && errno == EAGAIN) return true;
        if (received < 0) fprintf(stderr, "many_server: recv: %s\n", strerror(errno));
        if (received <= 0) return false;
        bytes = buffer;
        size = (size_t)received;
    }
    if (!send_some(watch->fd, rest, bytes, size)) {
        fprintf(stderr, "many_server: send: %s\n", strerror(errno));
        return false;
    }
    /* A client that does not read its echo is not read from either: TCP then slows it down. */
    watch->events = rest->bytes == NULL ? POLLIN : POLLOUT;
    return true;
}

/* Accepts clients and serves all of them, for ever. */
static void run(int listener) {
    struct clients all = {NULL, NULL, 0, 0};
    bool full = false; /* no descriptor is free for one more client */
    for (;;) {
        /* A client that cannot be accepted stays ready: waiting for it would not wait at all. So
         * the listener is not waited for (-1), and accept is tried again in a while. */
        make_room(&all);
        all.watches[all.count] = (struct pollfd){full ? -1 : listener, POLLIN, 0};
        if (poll(all.watches, (nfds_t)all.count + 1, full ? 1000 : -1) < 0) fail("poll");
        const bool listener_ready = all.watches[all.count].revents != 0;

        for (size_t i = all.count; i-- > 0;) { /* backwards: forget moves only the last ones */
            if (all.watches[i].revents == 0) continue;
            if (!echo(&all.watches[i], &all.unsent[i])) forget(&all, i);
        }
        if (!full && !listener_ready) continue;
        const bool was_full = full;
        full = !accept_next(listener, &all);
        if (full && !was_full) fputs("many_server: new clients have to wait\n", stderr);
    }
}

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
    set_non_blocking(listener);
    return listener;
}

/* A port of 1 to 5 digits. */
static bool is_port(const char* text) {
    const size_t length = strlen(text);
    if (length < 1 || length > 5 || strspn(text, "0123456789") != length) return false;
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
    fprintf(stderr, "many_server at %s port %s\n", text, port);
    run(listener);
}

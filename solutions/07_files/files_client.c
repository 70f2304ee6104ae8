/* files_client host port ls
 * files_client host port get NAME [TO]
 * files_client host port put FILE [NAME]
 *
 * A client of the file server: prints the list of its files, gets one, or puts one there. It ends
 * with 0 only if every byte has arrived. */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { longest_line = 1000, longest_path = 4096, piece_size = 65536 };

/* The connection to the server. What was received and not used yet begins at `unread`. */
static struct {
    int socket;
    char* unread;
    size_t size;
    char buffer[piece_size];
} server;

/* A file that is not complete yet, to be removed if it never will be; empty if there is none. */
static char temporary[longest_path];

static void fail(const char* what, const char* reason) {
    fprintf(stderr, "files_client: %s: %s\n", what, reason);
    if (temporary[0] != '\0') unlink(temporary);
    exit(1);
}

/* -------------------------------------------------------------------------------- the connection
 */

/* Tries every address of the host in turn. */
static int connect_to(const char* host, const char* port) {
    struct addrinfo wanted = {0};
    struct addrinfo* addresses;
    wanted.ai_socktype = SOCK_STREAM;
    const int problem = getaddrinfo(host, port, &wanted, &addresses);
    if (problem != 0) fail(host, gai_strerror(problem));

    for (struct addrinfo* each = addresses; each != NULL; each = each->ai_next) {
        const int connected = socket(each->ai_family, SOCK_STREAM, 0);
        if (connected < 0) continue;
        if (connect(connected, each->ai_addr, each->ai_addrlen) == 0) {
            /* A small file follows its line at once: Nagle's algorithm would hold it back. */
            setsockopt(connected, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
            freeaddrinfo(addresses);
            return connected;
        }
        const int reason = errno; /* close may change it */
        close(connected);
        errno = reason;
    }
    fail(host, strerror(errno));
    return -1;
}

/* send may take only a part: goes on until all is on its way. */
static void send_all(const char* bytes, size_t size) {
    while (size > 0) {
        const ssize_t sent = send(server.socket, bytes, size, 0);
        if (sent < 0) fail("send", strerror(errno));
        bytes += sent;
        size -= (size_t)sent;
    }
}

static void receive(void) {
    const ssize_t received = recv(server.socket, server.buffer, sizeof server.buffer, 0);
    if (received < 0) fail("recv", strerror(errno));
    if (received == 0) fail("recv", "the server closed the connection too early");
    server.unread = server.buffer;
    server.size = (size_t)received;
}

/* Takes the next line, without its newline. */
static void next_line(char line[longest_line]) {
    size_t length = 0;
    for (;;) {
        if (server.size == 0) receive();
        const char next = *server.unread;
        ++server.unread;
        --server.size;
        if (next == '\n') break;
        if (length == longest_line - 1) fail("answer", "a line is too long");
        line[length++] = next;
    }
    line[length] = '\0';
}

/* A number of digits; -1 if `text` is none, or too large. */
static long long parse_number(const char* text) {
    const size_t length = strlen(text);
    if (length < 1 || length > 18 || strspn(text, "0123456789") != length) return -1;
    return atoll(text);
}

/* Receives the answer "OK number"; returns the number. */
static long long next_number(void) {
    char line[longest_line];
    next_line(line);
    const long long number = strncmp(line, "OK ", 3) == 0 ? parse_number(line + 3) : -1;
    if (number < 0) fail("the server answers", line);
    return number;
}

/* ---------------------------------------------------------------------------------- the commands
 */

/* Prints the server's list. */
static void list(void) {
    send_all("LIST\n", 5);
    for (long long left = next_number(); left > 0; --left) {
        char line[longest_line];
        next_line(line);
        puts(line);
    }
    if (ferror(stdout) || fflush(stdout) != 0) fail("standard output", strerror(errno));
}

static void write_all(int file, const char* bytes, size_t size) {
    while (size > 0) {
        const ssize_t written = write(file, bytes, size);
        if (written < 0) fail("write", strerror(errno));
        bytes += written;
        size -= (size_t)written;
    }
}

/* Receives a file. Under its name it appears only when it is complete. */
static void get(const char* name, const char* to) {
    /* A device or a directory must not be replaced by a file. */
    struct stat status;
    if (stat(to, &status) == 0 && !S_ISREG(status.st_mode)) fail(to, "not a regular file");

    char request[longest_path];
    const int size = snprintf(request, sizeof request, "GET %s\n", name);
    send_all(request, (size_t)size);
    long long left = next_number();

    snprintf(temporary, sizeof temporary, "%s.part-XXXXXX", to);
    const int file = mkstemp(temporary);
    if (file < 0) {
        temporary[0] = '\0';
        fail(to, strerror(errno));
    }
    while (left > 0) {
        if (server.size == 0) receive();
        const size_t count = (long long)server.size < left ? server.size : (size_t)left;
        write_all(file, server.unread, count);
        server.unread += count;
        server.size -= count;
        left -= (long long)count;
    }
    fchmod(file, 0644); /* mkstemp lets only its owner read it */
    if (close(file) != 0 || rename(temporary, to) != 0) fail(to, strerror(errno));
}

/* Sends a file, and waits until the server has all of it. */
static void put(const char* path, const char* name) {
    /* O_NONBLOCK: opening a FIFO would otherwise wait until another program writes to it. */
    const int file = open(path, O_RDONLY | O_NONBLOCK);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) fail(path, strerror(errno));
    if (!S_ISREG(status.st_mode)) fail(path, "not a regular file");

    long long left = (long long)status.st_size;
    char request[longest_path + 64];
    const int size = snprintf(request, sizeof request, "PUT %s %lld\n", name, left);
    send_all(request, (size_t)size);
    static char piece[piece_size];
    while (left > 0) {
        const ssize_t count = read(file, piece, left < piece_size ? (size_t)left : piece_size);
        if (count < 0) fail(path, strerror(errno));
        if (count == 0) fail(path, "it has become shorter");
        send_all(piece, (size_t)count);
        left -= count;
    }
    close(file);
    char line[longest_line];
    next_line(line);
    if (strcmp(line, "OK") != 0) fail("the server answers", line);
}

/* ------------------------------------------------------------------------------------------ main
 */

static void usage(void) {
    fputs("usage: files_client host port ls | get NAME [TO] | put FILE [NAME]\n", stderr);
    exit(2);
}

/* A newline in a name would end the request there, and begin another one. */
static const char* checked(const char* name) {
    if (strchr(name, '\n') != NULL || strlen(name) > longest_path - 32) usage();
    return name;
}

static const char* last_part(const char* path) {
    const char* const slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

int main(int argc, char* argv[]) {
    if (argc < 4 || parse_number(argv[2]) < 1 || parse_number(argv[2]) > 65535) usage();
    const bool is_list = strcmp(argv[3], "ls") == 0 && argc == 4;
    const bool is_get = strcmp(argv[3], "get") == 0 && (argc == 5 || argc == 6);
    const bool is_put = strcmp(argv[3], "put") == 0 && (argc == 5 || argc == 6);
    if (!is_list && !is_get && !is_put) usage();

    const char* from = is_list ? "" : argv[4];
    const char* to = argc == 6 ? argv[5] : is_put ? last_part(from) : from;
    checked(is_get ? from : to);

    signal(SIGPIPE, SIG_IGN); /* sending to a server that is gone is an error to report */
    server.socket = connect_to(argv[1], argv[2]);
    if (is_list) list();
    if (is_get) get(from, checked(to));
    if (is_put) put(from, to);
    close(server.socket);
    return 0;
}

/* calls: makes the socket calls that it reads from standard input, one a line.
 *
 *     socket connection tcp
 *     connect connection 127.0.0.1 5000
 *     send connection 486f6c610a
 *
 * The first word is the call, the second the socket's name. Bytes are written in hexadecimal. Each
 * line is answered with the result and errno. A scene (scenes.py) decides in this way which program
 * makes which call when; the calls themselves are recorded by the preload library. */

#define _DEFAULT_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static struct {
    char name[32];
    int fd;
} sockets[16];
static size_t count;
static char buffer[1 << 20];

static void fail(const char* what) {
    fprintf(stderr, "calls: %s\n", what);
    exit(2);
}

static const char* word(void) {
    const char* next = strtok(NULL, " \n");
    if (next == NULL) fail("a word is missing");
    return next;
}

static int number(void) { return (int)strtol(word(), NULL, 10); }

static int named(const char* name) {
    for (size_t i = count; i > 0; --i)
        if (strcmp(sockets[i - 1].name, name) == 0) return sockets[i - 1].fd;
    fail(name);
    return -1;
}

/* The newest socket of a name is the one that is meant. */
static int keep(const char* name, int fd) {
    if (count == sizeof sockets / sizeof *sockets) fail("too many sockets");
    snprintf(sockets[count].name, sizeof sockets[count].name, "%s", name);
    sockets[count++].fd = fd;
    return fd;
}

static size_t bytes(void) {
    const char* hex = word();
    size_t size = 0;
    for (unsigned byte; sscanf(hex + 2 * size, "%2x", &byte) == 1; ++size)
        buffer[size] = (char)byte;
    return size;
}

/* "127.0.0.1 5000" or "::1 5000" */
static socklen_t address(struct sockaddr_storage* to) {
    struct sockaddr_in* four = (struct sockaddr_in*)to;
    struct sockaddr_in6* six = (struct sockaddr_in6*)to;
    const char* text = word();
    memset(to, 0, sizeof *to);
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons((in_port_t)number());
        return sizeof *four;
    }
    if (inet_pton(AF_INET6, text, &six->sin6_addr) != 1) fail(text);
    six->sin6_family = AF_INET6;
    six->sin6_port = htons((in_port_t)number());
    return sizeof *six;
}

static int new_socket(const char* name) {
    const char* kind = word();
    const int family = strchr(kind, '6') != NULL ? AF_INET6 : AF_INET;
    return keep(name, socket(family, strncmp(kind, "tcp", 3) == 0 ? SOCK_STREAM : SOCK_DGRAM, 0));
}

static int option(int fd) {
    const char* name = word();
    const int value = number();
    const struct linger at_once = {1, 0};
    const struct timeval time = {value / 1000, value % 1000 * 1000};
    if (strcmp(name, "linger") == 0)
        return setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    if (strcmp(name, "timeout") == 0)
        return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    const int which = strcmp(name, "reuse") == 0    ? SO_REUSEADDR
                      : strcmp(name, "sndbuf") == 0 ? SO_SNDBUF
                                                    : SO_RCVBUF;
    return setsockopt(fd, SOL_SOCKET, which, &value, sizeof value);
}

static long call(const char* name, const char* socket_name) {
    struct sockaddr_storage to;
    socklen_t size;
    if (strcmp(name, "socket") == 0) return new_socket(socket_name);
    const int fd = named(socket_name);
    if (strcmp(name, "option") == 0) return option(fd);
    if (strcmp(name, "bind") == 0) return size = address(&to), bind(fd, (void*)&to, size);
    if (strcmp(name, "listen") == 0) return listen(fd, SOMAXCONN);
    if (strcmp(name, "accept") == 0) return keep(word(), accept(fd, NULL, NULL));
    if (strcmp(name, "connect") == 0) return size = address(&to), connect(fd, (void*)&to, size);
    if (strcmp(name, "send") == 0) return send(fd, buffer, bytes(), 0);
    if (strcmp(name, "fill") == 0) return send(fd, buffer, (size_t)number(), MSG_DONTWAIT);
    if (strcmp(name, "recv") == 0) return recv(fd, buffer, (size_t)number(), 0);
    if (strcmp(name, "recvfrom") == 0) {
        size = sizeof to;
        return recvfrom(fd, buffer, (size_t)number(), 0, (void*)&to, &size);
    }
    if (strcmp(name, "sendto") == 0) {
        size = address(&to);
        return sendto(fd, buffer, bytes(), 0, (void*)&to, size);
    }
    if (strcmp(name, "shutdown") == 0) return shutdown(fd, SHUT_WR);
    if (strcmp(name, "close") == 0) return close(fd);
    int waiting = 0; /* bytes in the kernel's buffers: tcp(7) */
    if (strcmp(name, "unsent") == 0) return ioctl(fd, SIOCOUTQ, &waiting), waiting;
    if (strcmp(name, "unread") == 0) return ioctl(fd, SIOCINQ, &waiting), waiting;
    fail(name);
    return -1;
}

int main(void) {
    char line[8192];
    signal(SIGPIPE, SIG_IGN); /* an error of send, not the program's end */
    memset(buffer, 'x', sizeof buffer);
    while (fgets(line, sizeof line, stdin) != NULL) {
        const char* name = strtok(line, " \n");
        if (name == NULL) continue;
        errno = 0;
        const long result = call(name, word());
        printf("%ld %d\n", result, result < 0 ? errno : 0);
        fflush(stdout);
    }
    return 0;
}

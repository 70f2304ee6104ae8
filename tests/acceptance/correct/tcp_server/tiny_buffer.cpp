// Experiment C on the server's side: eight bytes at a time.

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int port = 5000;
    struct sockaddr_in sa;
    memset(&sa, 0, sizeof(sa));
    sa.sin_family = AF_INET;
    sa.sin_addr.s_addr = htonl(INADDR_ANY);

    int ok = argc <= 3;
    if (argc >= 2) {
        char *end;
        errno = 0;
        long v = strtol(argv[1], &end, 10);
        if (*argv[1] == '\0' || *end != '\0' || errno || v <= 0 || v > 65535)
            ok = 0;
        port = (int)v;
    }
    if (argc >= 3 && inet_pton(AF_INET, argv[2], &sa.sin_addr) != 1)
        ok = 0;
    if (!ok) {
        fprintf(stderr, "Usage: %s [port [address]]\n", argv[0]);
        return 2;
    }
    sa.sin_port = htons((unsigned short)port);

    int ls = socket(AF_INET, SOCK_STREAM, 0);
    int one = 1;
    setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(ls, (struct sockaddr *)&sa, sizeof(sa)) < 0) {
        fprintf(stderr, "bind to port %d failed (%s)\n", port, strerror(errno));
        return 1;
    }
    if (listen(ls, 1) < 0) {
        fprintf(stderr, "listen failed (%s)\n", strerror(errno));
        return 1;
    }

    for (;;) {
        int cs = accept(ls, NULL, NULL);
        if (cs < 0)
            continue;
        char buf[8];
        ssize_t n;
        while ((n = recv(cs, buf, sizeof(buf), 0)) > 0) {
            ssize_t off = 0;
            while (off < n) {
                ssize_t w = send(cs, buf + off, (size_t)(n - off), MSG_NOSIGNAL);
                if (w < 0)
                    break;
                off += w;
            }
            if (off < n)
                break;
        }
        close(cs);
    }
}

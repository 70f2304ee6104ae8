/* addresses [host]: a name may stand for several addresses. */
#define _POSIX_C_SOURCE 200809L

#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>

int main(int argc, char* argv[]) {
    const char* host = argc > 1 ? argv[1] : "localhost";
    //[resolve]
    struct addrinfo wanted = {0};
    struct addrinfo* found;
    wanted.ai_socktype = SOCK_STREAM;
    const int problem = getaddrinfo(host, "5000", &wanted, &found);
    if (problem != 0) {
        fprintf(stderr, "addresses: %s: %s\n", host, gai_strerror(problem));
        return 1;
    }
    for (const struct addrinfo* each = found; each != NULL; each = each->ai_next) {
        char address[64], port[8];
        getnameinfo(each->ai_addr, each->ai_addrlen, address, sizeof address, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV);
        printf("%s port %s\n", address, port);
    }
    freeaddrinfo(found);
    //[/resolve]
    return 0;
}

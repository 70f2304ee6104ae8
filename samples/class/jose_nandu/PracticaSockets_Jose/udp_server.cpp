// José Ñandú - Práctica de sockets - servidor UDP
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <netdb.h>
#include <sys/socket.h>

static int uso() {
    fprintf(stderr, "usage: udp_server [port [address]]\n");
    return 2;
}

int main(int argc, char *argv[]) {
    const char *puerto = argc > 1 ? argv[1] : "5001";
    const char *direccion = argc > 2 ? argv[2] : "0.0.0.0";
    char *resto = nullptr;
    long numero = strtol(puerto, &resto, 10);
    if (argc > 3 || numero < 1 || numero > 65535 || *resto != '\0') return uso();

    addrinfo pistas{}, *lista = nullptr;
    pistas.ai_socktype = SOCK_DGRAM;
    pistas.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV;
    if (getaddrinfo(direccion, puerto, &pistas, &lista) != 0) return uso();
    int fd = socket(lista->ai_family, lista->ai_socktype, 0);
    if (fd < 0 || bind(fd, lista->ai_addr, lista->ai_addrlen) < 0) {
        fprintf(stderr, "udp_server: bind %s:%s: %s\n", direccion, puerto, strerror(errno));
        return 1;
    }
    freeaddrinfo(lista);

    static char buffer[65536];
    for (;;) {
        sockaddr_storage quien{};
        socklen_t largo = sizeof quien;
        ssize_t n = recvfrom(fd, buffer, sizeof buffer, 0, (sockaddr *)&quien, &largo);
        if (n < 0) {
            perror("udp_server: recvfrom");
            continue;
        }
        // n == 0 también se devuelve: un datagrama vacío es un datagrama
        if (sendto(fd, buffer, (size_t)n, 0, (sockaddr *)&quien, largo) < 0)
            perror("udp_server: sendto");
    }
}

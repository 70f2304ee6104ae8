// José Ñandú - Práctica de sockets - cliente UDP
// El socket se conecta al servidor: así el sistema descarta lo que manden otros.
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using reloj = std::chrono::steady_clock;

static bool numero(const char *texto, long maximo, long &valor) {
    char *resto = nullptr;
    valor = strtol(texto, &resto, 10);
    return resto != texto && *resto == '\0' && valor >= 1 && valor <= maximo;
}

static int conectar(const char *host, const char *puerto) {
    addrinfo pistas{}, *lista = nullptr;
    pistas.ai_socktype = SOCK_DGRAM;
    int error = getaddrinfo(host, puerto, &pistas, &lista);
    if (error != 0) {
        fprintf(stderr, "udp_client: %s: %s\n", host, gai_strerror(error));
        return -1;
    }
    int fd = socket(lista->ai_family, lista->ai_socktype, 0);
    if (fd < 0 || connect(fd, lista->ai_addr, lista->ai_addrlen) < 0) {
        perror("udp_client: connect");
        fd = -1;
    }
    freeaddrinfo(lista);
    return fd;
}

// Bytes de la respuesta, o -1 si no llegó antes de `hasta`.
static ssize_t esperar(int fd, char *buffer, size_t tam, reloj::time_point hasta) {
    for (;;) {
        auto queda = std::chrono::ceil<std::chrono::milliseconds>(hasta - reloj::now()).count();
        pollfd p{fd, POLLIN, 0};
        int listo = poll(&p, 1, queda > 0 ? (int)queda : 0);
        if (listo == 0) return -1;
        if (listo < 0) continue; // EINTR
        ssize_t n = recv(fd, buffer, tam, MSG_DONTWAIT);
        if (n >= 0) return n;
        // ECONNREFUSED: hoy no hay nadie en ese puerto. Puede aparecer: se espera hasta el final.
    }
}

int main(int argc, char *argv[]) {
    long puerto = 0, plazo = 1000;
    const char *texto_puerto = argc > 2 ? argv[2] : "5001";
    if (argc > 4 || !numero(texto_puerto, 65535, puerto) ||
        (argc > 3 && !numero(argv[3], 86400000, plazo))) {
        fprintf(stderr, "usage: udp_client [host [port [timeout_ms]]]\n");
        return 2;
    }
    int fd = conectar(argc > 1 ? argv[1] : "127.0.0.1", texto_puerto);
    if (fd < 0) return 1;

    static char buffer[65536];
    bool todas = true;
    char *linea = nullptr;
    size_t espacio = 0;
    ssize_t largo;
    while ((largo = getline(&linea, &espacio, stdin)) > 0) {
        if (linea[largo - 1] == '\n') largo--;
        if (send(fd, linea, (size_t)largo, 0) < 0) {
            // el rechazo del datagrama anterior aparece aquí; el de ahora va otra vez
            if (errno != ECONNREFUSED || send(fd, linea, (size_t)largo, 0) < 0) {
                perror("udp_client: send");
                return 1;
            }
        }
        ssize_t n = esperar(fd, buffer, sizeof buffer,
                            reloj::now() + std::chrono::milliseconds(plazo));
        if (n < 0) {
            fprintf(stderr, "no reply\n");
            todas = false;
            continue;
        }
        fwrite(buffer, 1, (size_t)n, stdout);
        putchar('\n');
        fflush(stdout);
    }
    free(linea);
    close(fd);
    return todas ? 0 : 1;
}

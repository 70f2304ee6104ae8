// José Ñandú - Práctica de sockets - cliente TCP
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

static bool numero(const char *texto, long maximo, long &valor) {
    char *resto = nullptr;
    valor = strtol(texto, &resto, 10);
    return resto != texto && *resto == '\0' && valor >= 1 && valor <= maximo;
}

static int conectar(const char *host, const char *puerto) {
    addrinfo pistas{}, *lista = nullptr;
    pistas.ai_socktype = SOCK_STREAM;
    int error = getaddrinfo(host, puerto, &pistas, &lista);
    if (error != 0) {
        fprintf(stderr, "tcp_client: %s: %s\n", host, gai_strerror(error));
        return -1;
    }
    int fd = -1;
    for (addrinfo *p = lista; p && fd < 0; p = p->ai_next) {
        fd = socket(p->ai_family, p->ai_socktype, p->ai_protocol);
        if (fd >= 0 && connect(fd, p->ai_addr, p->ai_addrlen) < 0) {
            error = errno;
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(lista);
    if (fd < 0) fprintf(stderr, "tcp_client: connect %s:%s: %s\n", host, puerto, strerror(error));
    return fd;
}

static bool enviar_todo(int fd, const char *datos, size_t cuantos) {
    while (cuantos > 0) {
        ssize_t n = send(fd, datos, cuantos, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        datos += n;
        cuantos -= (size_t)n;
    }
    return true;
}

static bool recibir_todo(int fd, std::vector<char> &buffer, size_t faltan) {
    while (faltan > 0) {
        size_t pedir = faltan < buffer.size() ? faltan : buffer.size();
        ssize_t n = recv(fd, buffer.data(), pedir, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        fprintf(stderr, "recv %zd bytes\n", n);
        if (fwrite(buffer.data(), 1, (size_t)n, stdout) != (size_t)n || fflush(stdout) != 0)
            return false;
        faltan -= (size_t)n;
    }
    return true;
}

int main(int argc, char *argv[]) {
    long puerto = 0, tam = 1024;
    const char *texto_puerto = argc > 2 ? argv[2] : "5000";
    if (argc > 4 || !numero(texto_puerto, 65535, puerto) ||
        (argc > 3 && !numero(argv[3], 1 << 24, tam))) {
        fprintf(stderr, "usage: tcp_client [host [port [buffer]]]\n");
        return 2;
    }
    int fd = conectar(argc > 1 ? argv[1] : "127.0.0.1", texto_puerto);
    if (fd < 0) return 1;

    std::vector<char> buffer((size_t)tam);
    char *linea = nullptr;
    size_t espacio = 0;
    ssize_t largo;
    // getline de POSIX: con el salto de línea y con los bytes 0 que haya
    while ((largo = getline(&linea, &espacio, stdin)) > 0) {
        if (!enviar_todo(fd, linea, (size_t)largo) || !recibir_todo(fd, buffer, (size_t)largo)) {
            fprintf(stderr, "tcp_client: se perdió la conexión con el servidor\n");
            return 1;
        }
    }
    free(linea);
    close(fd);
    return 0;
}

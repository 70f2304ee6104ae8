// getaddrinfo, every address tried; read(2) and write(2); SIGPIPE ignored; talks Spanish.

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/socket.h>
#include <unistd.h>

static int conectar(const char* servidor, const char* puerto) {
    struct addrinfo pistas;
    memset(&pistas, 0, sizeof pistas);
    pistas.ai_family = AF_UNSPEC;
    pistas.ai_socktype = SOCK_STREAM;
    struct addrinfo* lista;
    const int error = getaddrinfo(servidor, puerto, &pistas, &lista);
    if (error) {
        fprintf(stderr, "tcp_client: no se encuentra «%s»: %s\n", servidor, gai_strerror(error));
        exit(1);
    }
    int ultimo = 0;
    for (struct addrinfo* p = lista; p; p = p->ai_next) {
        const int s = socket(p->ai_family, p->ai_socktype, p->ai_protocol);
        if (s < 0) continue;
        if (connect(s, p->ai_addr, p->ai_addrlen) == 0) {
            freeaddrinfo(lista);
            return s;
        }
        ultimo = errno;
        close(s);
    }
    fprintf(stderr, "tcp_client: no se pudo conectar con %s:%s: %s\n", servidor, puerto,
            strerror(ultimo));
    exit(1);
}

static void escribir(int fd, const char* datos, size_t cuantos, const char* donde) {
    while (cuantos > 0) {
        const ssize_t n = write(fd, datos, cuantos);
        if (n < 0) {
            fprintf(stderr, "tcp_client: %s: %s\n", donde, strerror(errno));
            exit(1);
        }
        datos += n;
        cuantos -= (size_t)n;
    }
}

static unsigned long entero(const char* texto) {
    char* fin;
    const unsigned long valor = strtoul(texto, &fin, 10);
    return texto[0] >= '0' && texto[0] <= '9' && *fin == '\0' ? valor : 0;
}

int main(int argc, char** argv) {
    const char* servidor = argc > 1 ? argv[1] : "127.0.0.1";
    const char* puerto = argc > 2 ? argv[2] : "5000";
    const unsigned long tope = argc > 3 ? entero(argv[3]) : 1024;
    if (argc > 4 || tope == 0 || tope > UINT32_MAX || entero(puerto) == 0 ||
        entero(puerto) > 65535) {
        fprintf(stderr, "Uso: tcp_client [servidor [puerto [búfer]]]\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    const int s = conectar(servidor, puerto);
    char* bufer = (char*)malloc(tope);
    char* linea = nullptr;
    size_t reservado = 0;
    ssize_t largo;
    while ((largo = getline(&linea, &reservado, stdin)) != -1) {
        escribir(s, linea, (size_t)largo, "send");
        for (ssize_t vueltos = 0; vueltos < largo;) {
            const size_t faltan = (size_t)(largo - vueltos);
            const ssize_t n = read(s, bufer, faltan < tope ? faltan : tope);
            fprintf(stderr, "recv %zd bytes\n", n < 0 ? 0 : n);
            if (n == 0) fprintf(stderr, "tcp_client: el servidor cerró la conexión\n");
            if (n < 0) fprintf(stderr, "tcp_client: recv: %s\n", strerror(errno));
            if (n <= 0) return 1;
            escribir(STDOUT_FILENO, bufer, (size_t)n, "stdout");
            vueltos += n;
        }
    }
    close(s);
    free(linea);
    free(bufer);
    return 0;
}

// Servidor de eco que cuenta todo lo que hace, por la salida estándar y por la de errores.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static void volcar(const char* datos, size_t tamano) {
    char linea[16 * 3 + 1];
    for (size_t i = 0; i < tamano; i += 16) {
        char* fin = linea;
        for (size_t j = i; j < i + 16 && j < tamano; ++j) {
            fin += sprintf(fin, " %02x", static_cast<unsigned char>(datos[j]));
        }
        fprintf(stderr, "[depuración] %06zx %s\n", i, linea);
    }
}

static int enviar_todo(int cliente, const char* datos, size_t tamano) {
    size_t enviados = 0;
    while (enviados < tamano) {
        const ssize_t n = send(cliente, datos + enviados, tamano - enviados, MSG_NOSIGNAL);
        if (n < 0) {
            fprintf(stderr, "[aviso] no se pudo enviar al cliente: %s\n", strerror(errno));
            return -1;
        }
        enviados += static_cast<size_t>(n);
        fprintf(stderr, "[info] enviados %zd bytes (%zu de %zu)\n", n, enviados, tamano);
    }
    return 0;
}

static void atender(int cliente, const char* quien) {
    char datos[4096];
    ssize_t n;
    while ((n = recv(cliente, datos, sizeof datos, 0)) > 0) {
        fprintf(stderr, "[info] %s: recibidos %zd bytes\n", quien, n);
        volcar(datos, static_cast<size_t>(n));
        if (enviar_todo(cliente, datos, static_cast<size_t>(n)) < 0) break;
    }
    if (n == 0) fprintf(stderr, "[info] el cliente %s cerró la conexión\n", quien);
    if (n < 0) fprintf(stderr, "[error] conexión perdida con %s: %s\n", quien, strerror(errno));
    close(cliente);
    fprintf(stderr, "[info] servidor listo; esperando al siguiente cliente…\n");
}

static int leer_puerto(const char* texto) {
    if (texto[0] == '\0' || strlen(texto) > 5) return -1;
    for (const char* c = texto; *c; ++c) {
        if (*c < '0' || *c > '9') return -1;
    }
    const int puerto = atoi(texto);
    return puerto > 0 && puerto < 65536 ? puerto : -1;
}

int main(int argc, char** argv) {
    const int puerto = argc > 1 ? leer_puerto(argv[1]) : 5000;
    sockaddr_in direccion{};
    direccion.sin_family = AF_INET;
    direccion.sin_port = htons(static_cast<in_port_t>(puerto));
    if (puerto < 0 || argc > 3 ||
        (argc > 2 && inet_pton(AF_INET, argv[2], &direccion.sin_addr) != 1)) {
        fprintf(stderr, "Error: argumentos no válidos.\nUso: tcp_server [puerto [dirección]]\n");
        return 2;
    }
    fprintf(stderr, "[info] iniciando el servidor de eco TCP…\n");
    const int escucha = socket(AF_INET, SOCK_STREAM, 0);
    const int si = 1;
    setsockopt(escucha, SOL_SOCKET, SO_REUSEADDR, &si, sizeof si);
    if (bind(escucha, reinterpret_cast<sockaddr*>(&direccion), sizeof direccion) < 0) {
        fprintf(stderr, "[error] bind: el puerto %d no está libre: %s\n", puerto, strerror(errno));
        return 1;
    }
    if (listen(escucha, 8) < 0) {
        fprintf(stderr, "[error] listen: %s\n", strerror(errno));
        return 1;
    }
    fprintf(stderr, "¡Servidor escuchando en el puerto %d! Pulsa Ctrl+C para salir.\n", puerto);
    for (;;) {
        sockaddr_in otro{};
        socklen_t largo = sizeof otro;
        const int cliente = accept(escucha, reinterpret_cast<sockaddr*>(&otro), &largo);
        if (cliente < 0) continue;
        char nombre[INET_ADDRSTRLEN + 8];
        snprintf(nombre, sizeof nombre, "%s:%d", inet_ntoa(otro.sin_addr), ntohs(otro.sin_port));
        fprintf(stderr, "[info] %ld conexión aceptada de %s\n", static_cast<long>(time(nullptr)), nombre);
        atender(cliente, nombre);
    }
}

/* Servidor TCP - Barbara L. - Semana 2 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TAM 1024

int main(int argc, char *argv[]) {
    int puerto = argc > 1 ? atoi(argv[1]) : 5000;
    const char *ip = argc > 2 ? argv[2] : "0.0.0.0";

    struct sockaddr_in dir;
    memset(&dir, 0, sizeof(dir));
    dir.sin_family = AF_INET;
    if (puerto <= 0 || puerto > 65535 || inet_pton(AF_INET, ip, &dir.sin_addr) != 1) {
        fprintf(stderr, "uso (usage): %s [port [address]]\n", argv[0]);
        return 2;
    }
    dir.sin_port = htons((unsigned short)puerto);

    signal(SIGPIPE, SIG_IGN);

    int servidor = socket(AF_INET, SOCK_STREAM, 0);
    int si = 1;
    setsockopt(servidor, SOL_SOCKET, SO_REUSEADDR, &si, sizeof(si));
    if (bind(servidor, (struct sockaddr *)&dir, sizeof(dir)) == -1) {
        perror("bind");
        return 1;
    }
    if (listen(servidor, 10) == -1) {
        perror("listen");
        return 1;
    }

    while (1) {
        int cliente = accept(servidor, NULL, NULL);
        if (cliente == -1) continue;

        char buffer[TAM];
        ssize_t n;
        /* MSG_WAITALL: para que el mensaje llegue completo y no en pedazos */
        while ((n = recv(cliente, buffer, TAM, MSG_WAITALL)) > 0) {
            send(cliente, buffer, (size_t)n, 0);
        }
        close(cliente);
    }
}

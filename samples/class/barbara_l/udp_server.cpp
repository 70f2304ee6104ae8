/* Servidor UDP - Barbara L. - Semana 2 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TAM 65536

int main(int argc, char *argv[]) {
    int puerto = argc > 1 ? atoi(argv[1]) : 5001;
    const char *ip = argc > 2 ? argv[2] : "0.0.0.0";

    struct sockaddr_in dir;
    memset(&dir, 0, sizeof(dir));
    dir.sin_family = AF_INET;
    if (puerto <= 0 || puerto > 65535 || inet_pton(AF_INET, ip, &dir.sin_addr) != 1) {
        fprintf(stderr, "uso (usage): %s [port [address]]\n", argv[0]);
        return 2;
    }
    dir.sin_port = htons((unsigned short)puerto);

    int s = socket(AF_INET, SOCK_DGRAM, 0);
    if (bind(s, (struct sockaddr *)&dir, sizeof(dir)) == -1) {
        perror("bind");
        return 1;
    }

    static char buffer[TAM];
    while (1) {
        struct sockaddr_in quien;
        socklen_t largo = sizeof(quien);
        ssize_t n = recvfrom(s, buffer, TAM, 0, (struct sockaddr *)&quien, &largo);
        if (n < 0) {
            perror("recvfrom");
            continue;
        }
        if (sendto(s, buffer, (size_t)n, 0, (struct sockaddr *)&quien, largo) < 0) perror("sendto");
    }
}

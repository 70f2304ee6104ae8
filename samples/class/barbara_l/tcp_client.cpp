/* Cliente TCP - Barbara L. - Semana 2 */
#include <iostream>
#include <string>
#include <vector>

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace std;

/* prueba todas las direcciones del host, devuelve -1 si ninguna contesta */
int conectar(const char *host, const char *puerto) {
    struct addrinfo pistas, *lista = NULL;
    memset(&pistas, 0, sizeof(pistas));
    pistas.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, puerto, &pistas, &lista) != 0) return -1;
    int fd = -1;
    for (struct addrinfo *p = lista; p != NULL; p = p->ai_next) {
        fd = socket(p->ai_family, p->ai_socktype, p->ai_protocol);
        if (fd == -1) continue;
        if (connect(fd, p->ai_addr, p->ai_addrlen) == 0) break;
        close(fd);
        fd = -1;
    }
    freeaddrinfo(lista);
    return fd;
}

bool numero(const char *texto, long maximo, long &valor) {
    if (*texto < '0' || *texto > '9') return false;
    char *resto;
    valor = strtol(texto, &resto, 10);
    return *resto == 0 && valor >= 1 && valor <= maximo;
}

int main(int argc, char *argv[]) {
    long puerto = 5000, tam = 1024;
    if (argc > 4 || (argc > 2 && !numero(argv[2], 65535, puerto)) ||
        (argc > 3 && !numero(argv[3], 10000000, tam))) {
        cerr << "usage: tcp_client [host [port [buffer]]]" << endl;
        return 2;
    }
    int fd = conectar(argc > 1 ? argv[1] : "127.0.0.1", to_string(puerto).c_str());
    if (fd == -1) {
        cerr << "no se pudo conectar con el servidor" << endl;
        return 1;
    }

    vector<char> buffer((size_t)tam);
    string linea;
    while (getline(cin, linea)) {
        linea += '\n';

        /* mandar todo */
        size_t enviados = 0;
        while (enviados < linea.size()) {
            ssize_t n = send(fd, linea.data() + enviados, linea.size() - enviados, MSG_NOSIGNAL);
            if (n < 0) {
                cerr << "el servidor se fue" << endl;
                return 1;
            }
            enviados += (size_t)n;
        }

        /* recibir lo mismo */
        size_t faltan = linea.size();
        while (faltan > 0) {
            ssize_t n = recv(fd, buffer.data(), min(faltan, buffer.size()), 0);
            if (n <= 0) {
                cerr << "el servidor se fue" << endl;
                return 1;
            }
            cerr << "recv " << n << " bytes" << endl;
            cout.write(buffer.data(), n).flush();
            faltan -= (size_t)n;
        }
    }
    close(fd);
    return cout ? 0 : 1;
}

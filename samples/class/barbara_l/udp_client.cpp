/* Cliente UDP - Barbara L. - Semana 2 */
#include <iostream>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace std;

int main(int argc, char *argv[]) {
    const char *host = argc > 1 ? argv[1] : "127.0.0.1";
    int puerto = argc > 2 ? atoi(argv[2]) : 5001;
    /* TODO: el timeout (argv[3]) */

    struct sockaddr_in servidor;
    memset(&servidor, 0, sizeof(servidor));
    servidor.sin_family = AF_INET;
    servidor.sin_port = htons((unsigned short)puerto);
    if (puerto <= 0 || puerto > 65535 || inet_pton(AF_INET, host, &servidor.sin_addr) != 1) {
        cerr << "usage: udp_client [host [port [timeout_ms]]]" << endl;
        return 2;
    }

    int s = socket(AF_INET, SOCK_DGRAM, 0);
    static char buffer[65536];
    string linea;
    while (getline(cin, linea)) {
        sendto(s, linea.data(), linea.size(), 0, (struct sockaddr *)&servidor, sizeof(servidor));
        struct sockaddr_in quien;
        socklen_t largo = sizeof(quien);
        ssize_t n = recvfrom(s, buffer, sizeof(buffer), 0, (struct sockaddr *)&quien, &largo);
        if (n < 0) {
            cerr << "no reply" << endl;
            return 1;
        }
        cout << string(buffer, (size_t)n) << endl;
    }
    close(s);
    return 0;
}

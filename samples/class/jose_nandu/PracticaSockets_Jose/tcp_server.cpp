// José Ñandú - Práctica de sockets - servidor TCP
// Sin bibliotecas: solo POSIX. Atiende con poll a todos los clientes que lleguen.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

// Lo que se sabe de cada cliente: los bytes que todavía le debemos.
struct cliente {
    std::string deuda;
    bool se_despidio = false;
};

static const size_t DEUDA_MAXIMA = 256 * 1024; // si debe más que esto, no se le lee

static int abrir(const char *direccion, const char *puerto) {
    addrinfo pistas{}, *lista = nullptr;
    pistas.ai_socktype = SOCK_STREAM;
    pistas.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV;
    if (getaddrinfo(direccion, puerto, &pistas, &lista) != 0) return -2;

    int fd = socket(lista->ai_family, lista->ai_socktype, 0);
    int si = 1;
    if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &si, sizeof si);
    if (fd < 0 || bind(fd, lista->ai_addr, lista->ai_addrlen) < 0 || listen(fd, SOMAXCONN) < 0) {
        fprintf(stderr, "tcp_server: no puedo escuchar en %s:%s: %s\n", direccion, puerto,
                strerror(errno));
        return -1;
    }
    freeaddrinfo(lista);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

// Lee lo que haya. false = hay que cerrar ya (el cliente cortó).
static bool leer(int fd, cliente &c) {
    char buffer[16384];
    ssize_t n = recv(fd, buffer, sizeof buffer, 0);
    if (n > 0) c.deuda.append(buffer, (size_t)n);
    if (n == 0) c.se_despidio = true;
    return n >= 0 || errno == EAGAIN || errno == EINTR;
}

// Paga lo que acepte el sistema. false = hay que cerrar ya.
static bool pagar(int fd, cliente &c) {
    if (c.deuda.empty()) return true;
    ssize_t n = send(fd, c.deuda.data(), c.deuda.size(), 0);
    if (n > 0) c.deuda.erase(0, (size_t)n);
    return n >= 0 || errno == EAGAIN || errno == EINTR;
}

static void atender(int puerta) {
    std::map<int, cliente> clientes;
    for (;;) {
        std::vector<pollfd> lista{{puerta, POLLIN, 0}};
        for (auto &[fd, c] : clientes) {
            short eventos = 0;
            if (!c.se_despidio && c.deuda.size() < DEUDA_MAXIMA) eventos |= POLLIN;
            if (!c.deuda.empty()) eventos |= POLLOUT;
            lista.push_back({fd, eventos, 0});
        }
        if (poll(lista.data(), lista.size(), -1) < 0) continue; // EINTR

        if (lista[0].revents & POLLIN) {
            int nuevo = accept(puerta, nullptr, nullptr);
            if (nuevo >= 0) {
                fcntl(nuevo, F_SETFL, O_NONBLOCK);
                clientes[nuevo];
            }
        }
        for (size_t i = 1; i < lista.size(); i++) {
            if (lista[i].revents == 0) continue;
            int fd = lista[i].fd;
            cliente &c = clientes[fd];
            bool vive = true;
            if (lista[i].revents & (POLLERR | POLLNVAL)) vive = false;
            if (vive && (lista[i].revents & (POLLIN | POLLHUP)) && !c.se_despidio)
                vive = leer(fd, c);
            if (vive) vive = pagar(fd, c);
            if (!vive || (c.se_despidio && c.deuda.empty())) {
                close(fd);
                clientes.erase(fd);
            }
        }
    }
}

int main(int argc, char *argv[]) {
    const char *puerto = argc > 1 ? argv[1] : "5000";
    char *resto = nullptr;
    long numero = strtol(puerto, &resto, 10);
    int puerta = -2;
    if (argc <= 3 && numero >= 1 && numero <= 65535 && *resto == '\0')
        puerta = abrir(argc > 2 ? argv[2] : "0.0.0.0", puerto);
    if (puerta == -2) {
        fprintf(stderr, "usage: tcp_server [port [address]]\n");
        return 2;
    }
    if (puerta < 0) return 1;
    signal(SIGPIPE, SIG_IGN);
    atender(puerta);
}

// Servidor de eco UDP. Ada Lovelace.
#include <sock.hpp>

#include <iostream>
#include <optional>
#include <string>

static std::optional<sock::endpoint> direccion(int argc, char* argv[]) {
    if (argc > 3) return {};
    const auto puerto = sock::parse_port(argc >= 2 ? argv[1] : "5001");
    if (!puerto) return {};
    try {
        return sock::endpoint(argc == 3 ? argv[2] : "0.0.0.0", *puerto);
    } catch (const sock::error&) {
        return {};
    }
}

int main(int argc, char* argv[]) {
    const auto donde = direccion(argc, argv);
    if (!donde) {
        std::cerr << "usage: udp_server [port [address]]\n";
        return 2;
    }
    try {
        auto buzon = sock::udp_socket::bind(*donde);
        std::string buffer(64 * 1024, '\0');  // el datagrama más grande tiene 65507
        while (true) {
            const auto carta = buzon.recv_from(buffer);
            try {
                buzon.send_to(std::string_view(buffer).substr(0, carta.size), carta.from);
            } catch (const sock::error& e) {
                std::cerr << e.what() << "\n";  // ese remitente ya no está; seguimos
            }
        }
    } catch (const std::exception& e) {
        std::cerr << "udp_server: " << e.what() << "\n";
        return 1;
    }
}

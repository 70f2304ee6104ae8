// Servidor de eco TCP. Ada Lovelace.
#include <sock.hpp>

#include <array>
#include <iostream>
#include <optional>

// Devuelve todo lo que manda el cliente hasta que se despide (recv == 0).
static void eco(sock::tcp_stream cliente) {
    std::array<char, 2048> buffer;
    std::size_t n = 0;
    while ((n = cliente.recv(buffer)) != 0) {
        // send puede llevarse solo una parte, por eso el segundo bucle
        std::string_view pendiente(buffer.data(), n);
        while (!pendiente.empty()) {
            pendiente.remove_prefix(cliente.send(pendiente));
        }
    }
    // el destructor de tcp_stream cierra la conexión
}

static std::optional<sock::endpoint> direccion(int argc, char* argv[]) {
    if (argc > 3) return {};
    const auto puerto = sock::parse_port(argc >= 2 ? argv[1] : "5000");
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
        std::cerr << "uso: tcp_server [port [address]]  (usage)\n";
        return 2;
    }
    try {
        auto puerta = sock::tcp_listener::bind(*donde);
        puerta.listen(64);
        std::clog << "escuchando en " << puerta.local_endpoint().to_string() << "\n";
        while (true) {
            auto cliente = puerta.accept();
            const auto quien = cliente.peer_endpoint().to_string();
            try {
                eco(std::move(cliente));
                std::clog << quien << " se despidió\n";
            } catch (const sock::error& e) {
                // un cliente que corta no es motivo para cerrar la tienda
                std::clog << quien << " cortó: " << e.what() << "\n";
            }
        }
    } catch (const std::exception& e) {
        std::cerr << "tcp_server: " << e.what() << "\n";
        return 1;
    }
}

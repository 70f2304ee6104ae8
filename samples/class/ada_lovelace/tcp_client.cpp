// Cliente de eco TCP. Ada Lovelace.
#include <sock.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

static int uso() {
    std::cerr << "usage: tcp_client [host [port [buffer]]]\n";
    return 2;
}

// Envía una línea y copia en stdout los mismos bytes de vuelta.
// false si el servidor cerró antes de devolverlos todos.
static bool conversar(sock::tcp_stream& servidor, const std::string& linea,
                      std::vector<char>& buffer) {
    servidor.send_all(linea);
    std::size_t recibidos = 0;
    while (recibidos < linea.size()) {
        const auto pedir = std::min(buffer.size(), linea.size() - recibidos);
        const auto n = servidor.recv(std::span(buffer.data(), pedir));
        std::cerr << "recv " << n << " bytes\n";
        if (n == 0) return false;
        std::cout.write(buffer.data(), static_cast<std::streamsize>(n));
        std::cout.flush();  // que se vea ya, no al final
        recibidos += n;
    }
    return static_cast<bool>(std::cout);
}

int main(int argc, char* argv[]) {
    if (argc > 4) return uso();
    const std::string host = argc > 1 ? argv[1] : "127.0.0.1";
    const auto puerto = sock::parse_port(argc > 2 ? argv[2] : "5000");
    const std::string tam = argc > 3 ? argv[3] : "1024";
    const bool digitos = !tam.empty() && tam.size() < 8 &&
                         tam.find_first_not_of("0123456789") == std::string::npos;
    if (!puerto || !digitos || std::stoul(tam) == 0) return uso();

    try {
        auto servidor = sock::tcp_stream::connect(host, *puerto);
        std::vector<char> buffer(std::stoul(tam));
        std::string linea;
        while (std::getline(std::cin, linea)) {
            linea += '\n';
            if (!conversar(servidor, linea, buffer)) {
                std::cerr << "tcp_client: el servidor cerró la conexión\n";
                return 1;
            }
        }
        servidor.close();
        return EXIT_SUCCESS;
    } catch (const sock::error& e) {
        std::cerr << "tcp_client: " << e.what() << ". " << e.hint(sock::language::es) << "\n";
        return EXIT_FAILURE;
    }
}

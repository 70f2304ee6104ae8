// Cliente de eco UDP. Ada Lovelace.
#include <sock.hpp>

#include <chrono>
#include <iostream>
#include <optional>
#include <string>

using std::chrono::milliseconds;

static int uso() {
    std::cerr << "usage: udp_client [host [port [timeout_ms]]]\n";
    return 2;
}

// La respuesta del servidor, o nada si no llega a tiempo. Lo que manden otros no cuenta,
// pero tampoco alarga el plazo: `hasta` es un instante fijo.
static std::optional<std::string> preguntar(sock::udp_socket& s, const sock::endpoint& servidor,
                                            const std::string& linea, milliseconds plazo) {
    static std::string buffer(65536, '\0');
    s.send_to(linea, servidor);
    const sock::deadline hasta(plazo);
    try {
        for (;;) {
            const auto d = s.recv_from(buffer, hasta);
            if (d.from == servidor) return buffer.substr(0, d.size);
            std::clog << "ignoro a " << d.from.to_string() << "\n";
        }
    } catch (const sock::error& e) {
        if (e.code() == std::errc::timed_out) return std::nullopt;
        throw;
    }
}

int main(int argc, char* argv[]) {
    if (argc > 4) return uso();
    const std::string host = argc > 1 ? argv[1] : "127.0.0.1";
    const auto puerto = sock::parse_port(argc > 2 ? argv[2] : "5001");
    const std::string ms = argc > 3 ? argv[3] : "1000";
    const bool digitos =
        !ms.empty() && ms.size() < 8 && ms.find_first_not_of("0123456789") == std::string::npos;
    if (!puerto || !digitos || std::stol(ms) == 0) return uso();

    int sin_respuesta = 0;
    try {
        const auto servidor = sock::resolve(host, *puerto).at(0);
        auto s = sock::udp_socket::to(servidor);
        for (std::string linea; std::getline(std::cin, linea);) {
            if (const auto r = preguntar(s, servidor, linea, milliseconds(std::stol(ms)))) {
                std::cout << *r << std::endl;
            } else {
                std::cerr << "no reply\n";
                ++sin_respuesta;
            }
        }
    } catch (const std::exception& e) {
        std::cerr << "udp_client: " << e.what() << "\n";
        return 1;
    }
    return sin_respuesta == 0 ? 0 : 1;
}

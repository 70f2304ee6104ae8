// tcp_server.cpp - echo server, lab week 2
// G. Hopper
#include <sock.hpp>

#include <array>
#include <iostream>

int main(int argc, char** argv) {
    auto port = sock::parse_port(argc > 1 ? argv[1] : "5000");
    sock::endpoint where;
    try {
        if (!port || argc > 3) throw std::invalid_argument("arguments");
        where = sock::endpoint(argc > 2 ? argv[2] : "0.0.0.0", *port);
    } catch (std::exception&) {
        std::cerr << "usage: tcp_server [port [address]]\n";
        return 2;
    }

    try {
        auto listener = sock::tcp_listener::bind(where);
        listener.listen();
        std::cerr << "server is up\n";
        while (true) {
            auto client = listener.accept();
            std::cerr << "hello " << client.peer_endpoint().to_string() << "\n";
            try {
                std::array<char, 1024> buf;
                while (auto n = client.recv(buf)) client.send_all({buf.data(), n});
            } catch (sock::error& e) {
                std::cerr << e.what() << "\n";  // next one please
            }
        }
    } catch (std::exception& e) {
        std::cerr << e.what() << "\n";
        return 1;
    }
}

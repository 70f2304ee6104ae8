// tcp_client.cpp
// G. Hopper
#include <sock.hpp>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
    std::string host = argc > 1 ? argv[1] : "127.0.0.1";
    auto port = sock::parse_port(argc > 2 ? argv[2] : "5000");
    int size = argc > 3 ? atoi(argv[3]) : 1024;
    if (!port || size <= 0 || argc > 4) {
        std::cerr << "usage: tcp_client [host [port [buffer]]]\n";
        return 2;
    }

    try {
        auto server = sock::tcp_stream::connect(host, *port);
        std::string line;
        std::string buf(size, 0);
        while (std::getline(std::cin, line)) {
            server.send_all(line + "\n");
            // the answer
            auto n = server.recv(buf);
            std::cerr << "recv " << n << " bytes\n";
            if (n == 0) {
                std::cerr << "server is gone\n";
                return 1;
            }
            std::cout << buf.substr(0, n) << std::flush;
        }
    } catch (std::exception& e) {
        std::cerr << e.what() << "\n";
        return 1;
    }
    return 0;
}

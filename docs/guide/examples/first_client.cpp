// first_client [port]: the first TCP client: it connects, says a name, and prints the answer.
#include <sock.hpp>

#include <exception>
#include <iostream>
#include <string_view>

int main(int argc, char* argv[]) {
    try {
        const auto port = sock::parse_port(argc > 1 ? argv[1] : "5000").value();

        //[ask]
        auto server = sock::tcp_stream::connect("127.0.0.1", port);
        server.send_all("Ada\n");
        //[/ask]

        //[print]
        char buffer[1024];
        while (const auto count = server.recv(buffer)) {
            std::cout << std::string_view(buffer, count);
        }
        //[/print]
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "first_client: " << failure.what() << '\n';
        return 1;
    }
}

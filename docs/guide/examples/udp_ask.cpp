// udp_ask [port]: the first UDP client: one question, one answer, and a limit to the wait.
#include <sock.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <string_view>

using namespace std::chrono_literals;

int main(int argc, char* argv[]) {
    try {
        const auto port = sock::parse_port(argc > 1 ? argv[1] : "5001").value();
        //[ask]
        auto server = sock::udp_socket::connect({"127.0.0.1", port});
        server.send("Ada");

        char buffer[65507];
        const auto answer = server.recv(buffer, 1s);
        std::cout << std::string_view(buffer, answer.size) << '\n';
        //[/ask]
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "udp_ask: " << failure.what() << '\n';
        return 1;
    }
}

// dice_client [address [port]]
//
// Asks dice_server for a number and waits one second for it. Without arguments: 127.0.0.1, 5101.

#include <sock.hpp>

#include <array>
#include <chrono>
#include <iostream>
#include <string_view>

using namespace std::chrono_literals;

int main(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 2 ? argv[2] : "5101");
    if (argc > 3 || !port) {
        std::cerr << "usage: dice_client [address [port]]\n";
        return 2;
    }
    try {
        const sock::endpoint server(argc > 1 ? argv[1] : "127.0.0.1", *port);
        //[ask]
        sock::udp_socket table = sock::udp_socket::connect(server);
        table.send("");
        std::array<char, 16> room;
        const sock::datagram number = table.recv(room, 1s);
        std::cout << std::string_view(room.data(), number.size) << std::endl;
        //[/ask]
        return 0;
    } catch (const sock::error& failure) {
        std::cerr << "dice_client: " << failure.what() << '\n';
        return 1;
    }
}

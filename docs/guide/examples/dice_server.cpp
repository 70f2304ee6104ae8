// dice_server [port]
//
// Answers each datagram, also an empty one, with a number from 1 to 6. Without an
// argument: port 5101.

#include <sock.hpp>

#include <array>
#include <iostream>
#include <random>
#include <string>

int main(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 1 ? argv[1] : "5101");
    if (argc > 2 || !port) {
        std::cerr << "usage: dice_server [port]\n";
        return 2;
    }
    std::random_device die;
    try {
        //[answer]
        sock::udp_socket table = sock::udp_socket::bind({"0.0.0.0", *port});
        std::array<char, 16> room;
        for (;;) {
            const sock::datagram question = table.recv_from(room);
            std::cerr << question.from.to_string() << " asks in " << question.size << " bytes\n";
            table.send_to(std::to_string(die() % 6 + 1), question.from);
        }
        //[/answer]
    } catch (const sock::error& failure) {
        std::cerr << "dice_server: " << failure.what() << '\n';
        return 1;
    }
}

// two_ports [port port]
//
// One thread that waits at two UDP ports at once and says on stderr at which one a datagram has
// come. Without arguments: ports 5102 and 5103.

#include <sock.hpp>

#include <array>
#include <cstddef>
#include <iostream>
#include <vector>

int main(int argc, char* argv[]) {
    const auto first = sock::parse_port(argc > 2 ? argv[1] : "5102");
    const auto second = sock::parse_port(argc > 2 ? argv[2] : "5103");
    if (argc == 2 || argc > 3 || !first || !second) {
        std::cerr << "usage: two_ports [port port]\n";
        return 2;
    }
    try {
        std::vector<sock::udp_socket> doors;
        doors.push_back(sock::udp_socket::bind({"0.0.0.0", *first}));
        doors.push_back(sock::udp_socket::bind({"0.0.0.0", *second}));
        std::array<char, 65535> room;
        //[wait]
        for (;;) {
            std::vector<sock::watch> asked(doors.begin(), doors.end());
            (void)sock::poll(asked);
            for (std::size_t i = 0; i < doors.size(); ++i) {
                if (!asked[i].can_receive()) continue;
                const std::size_t size = doors[i].recv_from(room).size;
                std::cerr << size << " bytes at door " << i << '\n';
            }
        }
        //[/wait]
    } catch (const sock::error& failure) {
        std::cerr << "two_ports: " << failure.what() << '\n';
        return 1;
    }
}

// byte_order: the two bytes of port 5000 on the network, and the port that they are in wrong order.
#include <sock.hpp>

#include <cstdint>
#include <cstring>
#include <iostream>

int main() {
    //[bytes]
    const std::uint16_t port = 5000;  // 0x1388
    const std::uint16_t ready = htons(port);
    unsigned char bytes[2];
    std::memcpy(bytes, &ready, sizeof ready);
    std::cout << "on the network: " << +bytes[0] << " " << +bytes[1] << '\n';
    std::cout << "swapped: " << bytes[1] * 256 + bytes[0] << '\n';
    //[/bytes]
}

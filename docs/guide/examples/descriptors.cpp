// descriptors: a descriptor is a small number, which is free again after close.
#include <sock.hpp>

#include <iostream>

int main() {
    //[open]
    auto first = sock::udp_socket::bind({"127.0.0.1", 0});
    auto second = sock::udp_socket::bind({"127.0.0.1", 0});
    std::cout << "open: " << first.native_handle() << ", " << second.native_handle() << '\n';

    first.close();
    auto third = sock::udp_socket::bind({"127.0.0.1", 0});
    std::cout << "open: " << second.native_handle() << ", " << third.native_handle() << '\n';
    //[/open]
}

// datagrams: each recv takes one datagram; what has no room in the buffer is lost.
#include <sock.hpp>

#include <iostream>
#include <string_view>

int main() {
    auto receiver = sock::udp_socket::bind({"127.0.0.1", 0});
    const auto address = receiver.local_endpoint();
    auto sender = sock::udp_socket::to(address);

    //[datagrams]
    for (const auto* text : {"uno", "dos", "", "tres y cuatro"})
        sender.send_to(text, address);

    char buffer[8];
    for (int i = 0; i < 4; ++i) {
        const auto came = receiver.recv_from(buffer);
        std::cout << came.size << " bytes: \"" << std::string_view(buffer, came.size) << '"'
                  << (came.truncated ? ", the rest is lost" : "") << '\n';
    }
    //[/datagrams]
}

// udp_greet [port]: the first UDP server: each datagram is a name, and the greeting goes back.
#include <sock.hpp>

#include <exception>
#include <iostream>
#include <string>

int main(int argc, char* argv[]) {
    try {
        const auto port = sock::parse_port(argc > 1 ? argv[1] : "5001").value();
        //[serve]
        auto server = sock::udp_socket::bind({"127.0.0.1", port});
        std::cerr << "udp_greet at 127.0.0.1:" << port << '\n';

        //[reply]
        char buffer[1000];
        for (;;) {
            const auto question = server.recv_from(buffer);
            const std::string name(buffer, question.size);
            server.send_to("Hello, " + name + "!", question.from);
        }
        //[/reply]
        //[/serve]
    } catch (const std::exception& failure) {
        std::cerr << "udp_greet: " << failure.what() << '\n';
        return 1;
    }
}

// count_server [port]
//
// Counts the bytes that a client sends, until the client closes its sending side, and then sends
// the number back as a line. One client after another. Without an argument: port 5100.

#include <sock.hpp>

#include <array>
#include <cstddef>
#include <iostream>
#include <string>

//[count]
void count(sock::tcp_stream& client) {
    std::array<char, 4096> buffer;
    std::size_t total = 0;
    while (const std::size_t received = client.recv(buffer)) total += received;
    client.send_all(std::to_string(total) + '\n');
}
//[/count]

int main(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 1 ? argv[1] : "5100");
    if (argc > 2 || !port) {
        std::cerr << "usage: count_server [port]\n";
        return 2;
    }
    try {
        //[listen]
        sock::tcp_listener at = sock::tcp_listener::bind({"0.0.0.0", *port});
        at.listen();
        //[/listen]
        for (;;) {
            sock::tcp_stream client = at.accept();
            //[one-client]
            try {
                count(client);
            } catch (const sock::error& failure) {
                std::cerr << "count_server: " << failure.what() << '\n';
            }
            //[/one-client]
        }
    } catch (const sock::error& failure) {
        std::cerr << "count_server: " << failure.what() << '\n';
        return 1;
    }
}

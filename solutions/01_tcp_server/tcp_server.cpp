// tcp_server [port [address]]
//
// An echo server over TCP: what a client sends comes back to it, byte for byte, as it comes.
// One client after another, for ever; Ctrl+C ends it. Without arguments: port 5000, 0.0.0.0,
// which is every address of this machine.

#include <sock.hpp>

#include <cstddef>
#include <exception>
#include <iostream>
#include <optional>
#include <string_view>
#include <vector>

void serve(sock::tcp_stream client);

/// Waits for clients at `address` and serves them, one after another.
void run(const sock::endpoint& address) {
    //[todo 1]
    sock::tcp_listener listener = sock::tcp_listener::bind(address);
    listener.listen();
    //[/todo]
    std::cerr << "tcp_server at " << address.to_string() << '\n';

    //[todo 2]
    for (;;) {
        serve(listener.accept());
    }
    //[/todo]
}

/// Sends back to `client` everything that it sends, until it has said goodbye.
void echo(sock::tcp_stream& client) {
    std::cerr << "tcp_server: serving " << client.peer_endpoint().to_string() << '\n';
    std::vector<char> buffer(4096);

    //[todo 3]
    while (const std::size_t received = client.recv(buffer)) {
        client.send_all(std::string_view(buffer.data(), received));
    }
    //[/todo]
}

/// One client, from its first byte to its last. The connection closes where `client` goes out of
/// scope: at the end of this function, however that is reached.
void serve(sock::tcp_stream client) {
    //[todo 4]
    try {
        echo(client);
    } catch (const sock::error& failure) {
        std::cerr << "tcp_server: " << failure.what() << "; on to the next client\n";
    }
    //[/todo]
}

/// The address to listen at; nothing if an argument makes no sense.
std::optional<sock::endpoint> read_arguments(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 1 ? argv[1] : "5000");
    if (argc > 3 || !port) return std::nullopt;
    try {
        return sock::endpoint(argc > 2 ? argv[2] : "0.0.0.0", *port);
    } catch (const sock::error&) {
        return std::nullopt;
    }
}

int main(int argc, char* argv[]) {
    const auto address = read_arguments(argc, argv);
    if (!address) {
        std::cerr << "usage: tcp_server [port [address]]\n";
        return 2;
    }
    try {
        run(*address);
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "tcp_server: " << failure.what() << '\n';
        return 1;
    }
}

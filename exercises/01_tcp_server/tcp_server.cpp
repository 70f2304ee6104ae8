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
    // TODO 1: This listener is closed. Put one in its place that tcp_listener::bind makes for
    //         `address`, and let it listen: from then on the kernel queues the clients that
    //         connect. Guide: ports, listen-accept.
    // Man pages: bind(2), listen(2)
    sock::tcp_listener listener;
    std::cerr << "tcp_server at " << address.to_string() << '\n';

    // TODO 2: Accept clients one after another, for ever, and give each to serve(). What accept
    //         returns is the connection with that client; the listener stays open for the next.
    //         Guide: listen-accept.
    // Man pages: accept(2)
}

/// Sends back to `client` everything that it sends, until it has said goodbye.
void echo(sock::tcp_stream& client) {
    std::cerr << "tcp_server: serving " << client.peer_endpoint().to_string() << '\n';
    std::vector<char> buffer(4096);

    // TODO 3: Send back what comes, as it comes, until recv returns 0. recv returns how many
    //         bytes it put into `buffer`: a std::string_view of these goes back, all of them
    //         and no others. Guide: stream, short-writes, zero, bytes.
    // Man pages: recv(2), send(2)
}

/// One client, from its first byte to its last. The connection closes where `client` goes out of
/// scope: at the end of this function, however that is reached.
void serve(sock::tcp_stream client) {
    // TODO 4: When a client breaks the connection off, recv or send throws sock::error, and as
    //         it stands that ends the server. Catch it here, report it on std::cerr, and the
    //         next client can come. Guide: reset.
    // Man pages: recv(2), send(2): ERRORS
    echo(client);
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

// udp_server [port [address]]
//
// An echo server over UDP: each datagram goes back to where it came from, whole. Any number of
// peers, for ever; Ctrl+C ends it. Without arguments: port 5001, 0.0.0.0, which is every address
// of this machine.

#include <sock.hpp>

#include <exception>
#include <iostream>
#include <optional>
#include <string_view>
#include <vector>

void answer(sock::udp_socket& socket, std::string_view payload, const sock::endpoint& peer);

/// Waits for datagrams at `address` and answers each.
void run(const sock::endpoint& address) {
    //[todo 1]
    sock::udp_socket socket = sock::udp_socket::bind(address);
    //[/todo]
    std::cerr << "udp_server at " << address.to_string() << '\n';

    //[todo 2]
    std::vector<char> buffer(65535);  // the length in a UDP header has 16 bits: RFC 768
    for (;;) {
        const sock::datagram came = socket.recv_from(buffer);
        answer(socket, std::string_view(buffer.data(), came.size), came.from);
    }
    //[/todo]
}

/// Sends `payload` back to `peer`, which may be gone by now: that ends nothing here.
void answer([[maybe_unused]] sock::udp_socket& socket, std::string_view payload,
            const sock::endpoint& peer) {
    std::cerr << peer.to_string() << ": " << payload.size() << " bytes\n";

    //[todo 3]
    try {
        socket.send_to(payload, peer);
    } catch (const sock::error& failure) {
        std::cerr << "udp_server: " << failure.what() << "; on to the next datagram\n";
    }
    //[/todo]
}

/// The address to receive at; nothing if an argument makes no sense.
std::optional<sock::endpoint> read_arguments(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 1 ? argv[1] : "5001");
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
        std::cerr << "usage: udp_server [port [address]]\n";
        return 2;
    }
    try {
        run(*address);
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "udp_server: " << failure.what() << '\n';
        return 1;
    }
}

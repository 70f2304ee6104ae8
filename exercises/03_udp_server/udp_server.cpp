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
    // TODO 1: This socket is closed. Put one in its place that udp_socket::bind makes for
    //         `address`. There is nothing to listen for and no client to accept: datagrams
    //         arrive from now on. Guide: ports, datagram.
    // Man pages: udp(7), bind(2)
    sock::udp_socket socket;
    std::cerr << "udp_server at " << address.to_string() << '\n';

    // TODO 2: For ever: receive one datagram into a buffer that has room for the largest, and
    //         give its bytes and its sender to answer(). Bytes without room are lost; 0 bytes
    //         are a datagram, too. Guide: datagram.
    // Man pages: recvfrom(2)
}

/// Sends `payload` back to `peer`, which may be gone by now: that ends nothing here.
void answer([[maybe_unused]] sock::udp_socket& socket, std::string_view payload,
            const sock::endpoint& peer) {
    std::cerr << peer.to_string() << ": " << payload.size() << " bytes\n";

    // TODO 3: Send `payload` to `peer` as one datagram. An error concerns this peer only: catch
    //         sock::error, report it on std::cerr, and return. Guide: peers.
    // Man pages: sendto(2)
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

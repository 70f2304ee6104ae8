// sock.hpp with byte buffers; wakes up once a second because its author did not trust waiting.

#include <sock.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <iostream>
#include <memory>

namespace {

using bytes = std::array<std::byte, 65536>;

void answer_next(sock::udp_socket& socket, bytes& buffer) try {
    using namespace std::chrono_literals;
    const auto [size, from, truncated] = socket.recv_from(sock::as_writable_chars(buffer), 1s);
    if (!truncated) socket.send_to(sock::as_string_view(buffer).substr(0, size), from);
} catch (const sock::error& problem) {
    if (problem.code() != std::errc::timed_out) std::cerr << problem.what() << '\n';
}

}  // namespace

int main(int argc, char** argv) {
    const auto port = sock::parse_port(argc > 1 ? argv[1] : "5001");
    if (argc > 3 || !port) {
        std::cerr << "usage: udp_server [port [address]]\n";
        return 2;
    }
    try {
        auto socket = sock::udp_socket::bind({argc > 2 ? argv[2] : "0.0.0.0", *port});
        const auto buffer = std::make_unique<bytes>();
        for (;;)
            answer_next(socket, *buffer);
    } catch (const sock::error& problem) {
        std::cerr << problem.what() << '\n';
        return 1;
    }
}

// full_buffers: the receiver does not read, so send takes a part, then nothing.
#include <sock.hpp>

#include <chrono>
#include <cstddef>
#include <iostream>
#include <string>
#include <string_view>

using namespace std::chrono_literals;

/// Sends what the kernel takes now, without waiting.
void send_some(sock::tcp_stream& client, std::string_view& left) {
    //[fill]
    while (client.wait(sock::direction::send, 0ms) && !left.empty()) {
        const auto taken = client.send(left, 0ms);
        std::cerr << "send took " << taken << " of " << left.size() << " bytes\n";
        left.remove_prefix(taken);
    }
    //[/fill]
}

int main() {
    auto listener = sock::tcp_listener::bind({"127.0.0.1", 0});
    listener.listen();
    auto client = sock::tcp_stream::connect(listener.local_endpoint());
    auto server = listener.accept();

    const std::string data(20'000'000, 'x');
    std::string_view left = data;
    send_some(client, left);
    std::cerr << "no room: " << left.size() << " bytes stay here until the other side reads\n";

    std::size_t arrived = 0;
    static char buffer[100'000];
    while (arrived < data.size()) {
        arrived += server.recv(buffer);
        send_some(client, left);
    }
    std::cout << "all " << arrived << " bytes have arrived\n";
}

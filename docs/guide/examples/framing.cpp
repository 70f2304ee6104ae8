// framing: a message with its length in front, four bytes, the largest first.
#include <sock.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>

//[frame]
void send_message(sock::tcp_stream& to, std::string_view message) {
    const auto size = static_cast<std::uint32_t>(message.size());
    std::string frame;
    for (const int shift : {24, 16, 8, 0})
        frame += static_cast<char>(size >> shift & 255);
    to.send_all(frame += message);
}

std::string recv_message(sock::tcp_stream& from) {
    std::array<char, 4> head{};
    if (from.recv_exact(head) < head.size()) return {};  // the stream has ended
    std::uint32_t size = 0;
    for (const char byte : head)
        size = size << 8 | static_cast<unsigned char>(byte);
    if (size > 1000) return {};  // never believe a length from outside
    std::string message(size, '\0');
    if (size > 0) message.resize(from.recv_exact(message));
    return message;
}
//[/frame]

int main() {
    auto listener = sock::tcp_listener::bind({"127.0.0.1", 0});
    listener.listen();
    auto client = sock::tcp_stream::connect(listener.local_endpoint());
    auto server = listener.accept();

    send_message(client, "two\nlines");
    send_message(client, "Hola");
    for (int i = 0; i < 2; ++i) {
        std::cout << recv_message(server).size() << " bytes\n";
    }
}

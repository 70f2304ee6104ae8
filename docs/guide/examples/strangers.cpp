// strangers: a connected UDP socket receives from its peer only.
#include <sock.hpp>

#include <chrono>
#include <iostream>
#include <string_view>

using namespace std::chrono_literals;

int main() {
    auto server = sock::udp_socket::bind({"127.0.0.1", 0});
    auto stranger = sock::udp_socket::bind({"127.0.0.1", 0});

    //[connected]
    auto client = sock::udp_socket::connect(server.local_endpoint());
    stranger.send_to("trust me: 13", client.local_endpoint());  // arrives first, and is dropped
    server.send_to("42", client.local_endpoint());

    char buffer[100];
    const auto answer = client.recv(buffer, 1s);
    std::cout << "the answer: " << std::string_view(buffer, answer.size) << '\n';
    //[/connected]
}

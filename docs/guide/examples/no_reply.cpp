// no_reply: a wait for a datagram has a limit.
#include <sock.hpp>

#include <chrono>
#include <iostream>

using namespace std::chrono_literals;

int main() {
    auto silent = sock::udp_socket::bind({"127.0.0.1", 0});  // receives, and never answers
    const auto address = silent.local_endpoint();
    auto client = sock::udp_socket::to(address);

    //[wait]
    client.send_to("is anybody there?", address);  // succeeds: that is all it promises
    char buffer[1000];
    try {
        const auto answer = client.recv_from(buffer, 200ms);
        std::cout << answer.size << " bytes\n";
    } catch (const sock::error& failure) {
        if (failure.code() != std::errc::timed_out) throw;
        std::cout << "no reply\n";
    }
    //[/wait]
}

// first_ready: one wait for two connections; poll says which of them can be read.
#include <sock.hpp>

#include <array>
#include <iostream>

int main() {
    auto listener = sock::tcp_listener::bind({"127.0.0.1", 0});
    listener.listen();
    auto anna = sock::tcp_stream::connect(listener.local_endpoint());
    auto from_anna = listener.accept();
    auto bob = sock::tcp_stream::connect(listener.local_endpoint());
    auto from_bob = listener.accept();

    bob.send_all("I speak first");

    //[poll]
    std::array<sock::watch, 2> both{from_anna, from_bob};
    const auto ready = sock::poll(both);
    std::cout << ready << " is ready; anna: " << both[0].can_receive()
              << ", bob: " << both[1].can_receive() << '\n';
    //[/poll]
}

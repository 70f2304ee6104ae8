// refused: a call that fails, and how the program learns why.
#include <sock.hpp>

#include <iostream>

int main() {
    auto deaf = sock::tcp_listener::bind({"127.0.0.1", 0});  // bound, but it does not listen
    const auto address = deaf.local_endpoint();

    //[look]
    try {
        auto server = sock::tcp_stream::connect(address);
        std::cout << "connected to " << server.peer_endpoint().to_string() << '\n';
    } catch (const sock::error& failure) {
        std::cerr << failure.what() << '\n' << failure.hint() << '\n';
        std::cout << failure.operation() << ": " << failure.code().message() << '\n';
    }
    //[/look]
}

// broken: what recv and send say after the peer has reset the connection.
#include <sock.hpp>

#include <chrono>
#include <iostream>

using namespace std::chrono_literals;

int main() {
    auto listener = sock::tcp_listener::bind({"127.0.0.1", 0});
    listener.listen();
    auto client = sock::tcp_stream::connect(listener.local_endpoint());
    auto server = listener.accept();

    client.set_linger(0s);  // close sends a reset, as if the program had crashed with bytes unread
    client.close();

    char buffer[100];
    //[look]
    try {
        const auto count = server.recv(buffer);
        std::cout << "recv: " << count << " bytes\n";
    } catch (const sock::error& failure) {
        std::cout << "recv: " << failure.code().message() << '\n';  // ECONNRESET
    }
    try {
        server.send_all("hola");
    } catch (const sock::error& failure) {
        std::cout << "send: " << failure.code().message() << '\n';  // EPIPE
    }
    //[/look]
}

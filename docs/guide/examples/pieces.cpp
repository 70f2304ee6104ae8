// pieces: two sends, and what recv makes of them with room for 8 bytes.
#include <sock.hpp>

#include <iostream>
#include <string_view>

int main() {
    auto listener = sock::tcp_listener::bind({"127.0.0.1", 0});
    listener.listen();
    auto client = sock::tcp_stream::connect(listener.local_endpoint());
    auto server = listener.accept();

    //[pieces]
    client.send_all("Hola ");
    client.send_all("Mundo Cruel");
    client.close();

    char buffer[8];
    while (const auto count = server.recv(buffer)) {
        std::cout << count << " bytes: \"" << std::string_view(buffer, count) << "\"\n";
    }
    //[/pieces]
}

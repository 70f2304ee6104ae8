// half_close: a client that has said everything, and still gets the answer.
#include <sock.hpp>

#include <cstddef>
#include <iostream>
#include <string>
#include <string_view>

int main() {
    auto listener = sock::tcp_listener::bind({"127.0.0.1", 0});
    listener.listen();
    auto client = sock::tcp_stream::connect(listener.local_endpoint());
    auto server = listener.accept();

    //[talk]
    client.send_all("uno\ndos\n");
    client.shutdown(sock::direction::send);  // "that was all": the server's recv will return 0

    char buffer[1024];
    std::size_t total = 0;
    while (const auto count = server.recv(buffer))
        total += count;
    server.send_all(std::to_string(total) + " bytes came");  // only after the 0, and it arrives
    server.close();

    while (const auto count = client.recv(buffer)) {
        std::cout << "the server says: " << std::string_view(buffer, count) << '\n';
    }
    //[/talk]
}

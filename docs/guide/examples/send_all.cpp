// send_all: the loop around send, until all bytes are on their way.
#include <sock.hpp>

#include <iostream>
#include <string_view>

//[loop]
void send_whole(sock::tcp_stream& stream, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto taken = stream.send(bytes);  // at least 1, perhaps not all
        bytes.remove_prefix(taken);
    }
}
//[/loop]

int main() {
    auto listener = sock::tcp_listener::bind({"127.0.0.1", 0});
    listener.listen();
    auto client = sock::tcp_stream::connect(listener.local_endpoint());
    auto server = listener.accept();

    send_whole(client, "all of it");
    client.close();
    std::cout << server.recv_line(100).value_or("") << '\n';
}

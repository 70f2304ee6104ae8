// Echo server (TCP)
#include <sock.hpp>

#include <iostream>
#include <vector>

void serve(sock::tcp_stream client) {
    std::vector<char> buffer(1024);
    while (true) {
        auto n = client.recv(buffer)
        if (n == 0) {
            break;
        }
        client.send_all(std::string_view(buffer.data(), n));
    }
}

int main(int argc, char* argv[]) {
    auto port = sock::parse_port(argc > 1 ? argv[1] : "5000");
    if (!port) {
        std::cerr << "usage: tcp_server [port [address]]\n";
        return 2;
    }
    sock::tcp_listener listener = sock::tcp_listener::bind({"0.0.0.0", *port});
    listener.listen();
    while (true) {
        serve(listener.accept());
    }
}

// restart: a port whose last connection is in TIME-WAIT can be taken again, with SO_REUSEADDR.
#include <sock.hpp>

#include <iostream>

int main() {
    auto old = sock::tcp_listener::bind({"127.0.0.1", 0});
    old.listen();
    const auto address = old.local_endpoint();
    {
        auto client = sock::tcp_stream::connect(address);
        auto server = old.accept();
        server.close();  // the server closes first: its end stays in TIME-WAIT
        char nothing[1];
        if (client.recv(nothing) != 0) return 1;
    }
    old.close();

    //[reuse]
    auto listener = sock::tcp_listener::bind(address);  // sets SO_REUSEADDR before bind
    listener.listen();
    std::cout << "listening again on the same port\n";
    //[/reuse]
}

// first_server [port]: the first TCP server: it greets each client by its name.
#include <sock.hpp>

#include <exception>
#include <iostream>

int main(int argc, char* argv[]) {
    try {
        const auto port = sock::parse_port(argc > 1 ? argv[1] : "5000").value();

        //[listen]
        auto listener = sock::tcp_listener::bind({"127.0.0.1", port});
        listener.listen();
        std::cerr << "first_server at 127.0.0.1:" << port << '\n';
        //[/listen]

        //[serve]
        for (;;) {
            auto client = listener.accept();
            const auto name = client.recv_line(100);
            client.send_all("Hello, " + name.value_or("stranger") + "!\n");
        }
        //[/serve]
    } catch (const std::exception& failure) {
        std::cerr << "first_server: " << failure.what() << '\n';
        return 1;
    }
}

// greet_many [port]: first_server for many clients at once: a thread for each (in C, a process).
#include <sock.hpp>

#include <exception>
#include <iostream>
#include <thread>

//[greet]
void greet(sock::tcp_stream client) {
    try {
        const auto name = client.recv_line(100);
        client.send_all("Hello, " + name.value_or("stranger") + "!\n");
    } catch (const sock::error& failure) {
        std::cerr << "greet_many: " << failure.what() << '\n';  // it must not leave the thread
    }
}

void serve(sock::tcp_listener& listener) {
    for (;;) {
        std::thread(greet, listener.accept()).detach();
    }
}
//[/greet]

int main(int argc, char* argv[]) {
    try {
        const auto port = sock::parse_port(argc > 1 ? argv[1] : "5000").value();
        auto listener = sock::tcp_listener::bind({"127.0.0.1", port});
        listener.listen();
        std::cerr << "greet_many at 127.0.0.1:" << port << '\n';
        serve(listener);
    } catch (const std::exception& failure) {
        std::cerr << "greet_many: " << failure.what() << '\n';
        return 1;
    }
}

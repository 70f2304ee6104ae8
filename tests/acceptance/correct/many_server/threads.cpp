// A thread for each client, with sock.hpp. Without a free descriptor it waits before it accepts
// again.
#include <sock.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

static void serve(sock::tcp_stream client) {
    try {
        std::vector<char> buffer(4096);
        while (const auto n = client.recv(buffer))
            client.send_all(std::string_view(buffer.data(), n));
    } catch (const std::exception& problem) {
        std::cerr << problem.what() << '\n';
    }
}

static void accept_one(sock::tcp_listener& listener) {
    try {
        std::thread(serve, listener.accept()).detach();
    } catch (const std::exception& problem) {
        std::cerr << problem.what() << '\n';
        std::this_thread::sleep_for(100ms);
    }
}

int main(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 1 ? argv[1] : "5000");
    if (argc > 3 || !port) {
        std::cerr << "usage: many_server [port [address]]\n";
        return 2;
    }
    try {
        auto listener = sock::tcp_listener::bind({argc > 2 ? argv[2] : "0.0.0.0", *port});
        listener.listen();
        for (;;)
            accept_one(listener);
    } catch (const std::exception& problem) {
        std::cerr << "many_server: " << problem.what() << '\n';
        return 1;
    }
}

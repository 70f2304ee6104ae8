// A thread for each client, with sock.hpp. Without a free descriptor it waits until a client has
// left before it accepts again.
#include <sock.hpp>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <iostream>
#include <mutex>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

static std::mutex door;
static std::condition_variable one_left;

static void serve(sock::tcp_stream client) {
    try {
        std::vector<char> buffer(4096);
        while (const auto n = client.recv(buffer))
            client.send_all(std::string_view(buffer.data(), n));
    } catch (const std::exception& problem) {
        std::cerr << problem.what() << '\n';
    }
    client.close();
    one_left.notify_one();
}

static void accept_one(sock::tcp_listener& listener) {
    try {
        std::thread(serve, listener.accept()).detach();
    } catch (const std::exception& problem) {
        std::cerr << problem.what() << '\n';
        // With a limit: the descriptor that gets free may be of another part of the program.
        std::unique_lock lock(door);
        one_left.wait_for(lock, 100ms);
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

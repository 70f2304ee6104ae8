// A correct echo, one byte every 1.5 s: each byte is progress.
#include <sock.hpp>

#include <chrono>
#include <string_view>
#include <thread>
#include <vector>

void echo(sock::tcp_stream client) {
    std::vector<char> buffer(4096);
    while (const auto received = client.recv(buffer)) {
        for (std::size_t i = 0; i < received; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds{1500});
            client.send_all(std::string_view(buffer.data() + i, 1));
        }
    }
}

int main(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 1 ? argv[1] : "5000").value_or(5000);
    auto listener = sock::tcp_listener::bind({argc > 2 ? argv[2] : "0.0.0.0", port});
    listener.listen();
    for (;;) {
        std::thread([client = listener.accept()]() mutable {
            try {
                echo(std::move(client));
            } catch (const sock::error&) {
            }
        }).detach();
    }
}

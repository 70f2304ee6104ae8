// The same with sock.hpp.
#include <sock.hpp>

#include <array>
#include <cstdio>

using namespace std::chrono_literals;

int main() try {
    auto listener = sock::tcp_listener::bind({"0.0.0.0", 5000});
    listener.listen();
    for (;;) {
        auto client = listener.accept();
        std::array<char, 4096> buffer;
        while (const auto count = client.recv(buffer, 60s))
            client.send_all({buffer.data(), count});
    }
} catch (const sock::error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

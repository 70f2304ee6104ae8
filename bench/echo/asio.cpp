// The same with asio, which has no deadline for such calls.
#include <cstdio>

#include <asio.hpp>

int main() try {
    asio::io_context context;
    asio::ip::tcp::acceptor listener(context, {asio::ip::tcp::v4(), 5000});
    for (;;) {
        auto client = listener.accept();
        std::array<char, 4096> buffer;
        std::error_code ended;
        while (const auto count = client.read_some(asio::buffer(buffer), ended))
            asio::write(client, asio::buffer(buffer, count));
    }
} catch (const std::system_error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}

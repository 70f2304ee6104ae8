// Compiled, never run: the strictest warnings, with every member of every type instantiated, and
// two programs of the documentation, which must be as short as it promises.
// clang-format off
// Must be first: once <iomanip> is included, argument-dependent lookup finds std::quoted.
#include <iomanip>
#include <sock.hpp>
// clang-format on

#include <array>
#include <cstdio>
#include <string>
#include <vector>

namespace {

// The example at the top of sock.hpp.
void ask_the_time() {
    using namespace std::chrono_literals;
    auto server = sock::tcp_stream::connect("localhost", 13, 2s);
    if (const auto line = server.recv_line(100, 2s)) std::puts(line->c_str());
}

void serve() {
    auto listener = sock::tcp_listener::bind({"0.0.0.0", 5000});
    listener.listen();
    for (;;) {
        auto client = listener.accept();
        std::array<char, 4096> buffer;
        while (const std::size_t count = client.recv(buffer))
            client.send_all({buffer.data(), count});
    }
}

std::string ask() {
    auto server = sock::tcp_stream::connect("localhost", 5000);
    server.send_all("hola\n");
    return server.recv_line(1024).value_or("");
}

void use_everything() {
    using namespace std::chrono_literals;
    std::vector<char> chars(8);
    std::string text(8, ' ');
    std::array<std::byte, 8> bytes{};
    auto stream = sock::tcp_stream::connect({"::1", 1}, 500ms);
    (void)(stream.recv(chars) + stream.recv(text, 1s) +
           stream.recv(sock::as_writable_chars(bytes), 1min));
    (void)(stream.send(text) + stream.send("x", 1us) + stream.send(sock::as_string_view(bytes)));
    (void)(stream.recv_exact(chars) + stream.recv_exact(sock::as_writable_chars(bytes)));
    stream.send_all(sock::as_string_view(bytes), 0.5s);
    stream.shutdown(sock::direction::both);
    auto udp = sock::udp_socket::to(stream.peer_endpoint());
    udp.send_to(text, stream.local_endpoint(), 1s);
    udp.send_to(sock::as_string_view(bytes), {"127.0.0.1", 1});
    (void)(udp.recv_from(chars, 1s).size + udp.recv_from(sock::as_writable_chars(bytes)).size);
}

}  // namespace

void compile_all();
void compile_all() {
    ask_the_time();
    serve();
    (void)ask();
    use_everything();
}

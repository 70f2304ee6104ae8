#include "loopback.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace loopback;

TEST_CASE("tcp_stream: what one end sends the other receives") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    CHECK(client.send("hola") == 4);
    std::array<char, 64> buffer;
    const auto count = server.recv(buffer);
    CHECK(std::string(buffer.data(), count) == "hola");
}

TEST_CASE(
    "tcp_stream: buffers may be arrays, vectors, strings; as_writable_chars takes other bytes") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    client.send_all("abcdef");
    char plain[1];
    std::vector<char> vector(1);
    std::string string(1, ' ');
    std::array<std::byte, 1> bytes;
    std::vector<unsigned char> octets(1);
    CHECK(server.recv(plain) == 1);
    CHECK(server.recv(vector) == 1);
    CHECK(server.recv(string) == 1);
    CHECK(server.recv(sock::as_writable_chars(bytes)) == 1);
    CHECK(server.recv(sock::as_writable_chars(std::as_writable_bytes(std::span(octets)))) == 1);
    CHECK(plain[0] == 'a');
    CHECK(vector[0] == 'b');
    CHECK(string[0] == 'c');
    CHECK(bytes[0] == std::byte{'d'});
    CHECK(octets[0] == 'e');
    server.send_all(sock::as_string_view(bytes));
    server.send_all(sock::as_string_view(std::as_bytes(std::span(octets))));
    CHECK(client.recv_exact(string = "..") == 2);
    CHECK(string == "de");
}

TEST_CASE("tcp_stream: bytes are bytes, NUL among them") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    const std::string binary("a\0\xff\n\0", 5);
    client.send_all(binary);
    client.close();
    CHECK(read_all(server) == binary);
}

TEST_CASE("tcp_stream: after shutdown(direction::send) the other direction lives on") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    client.send_all("last words");
    client.shutdown(sock::direction::send);
    CHECK(read_all(server) == "last words");
    server.send_all("answer");
    server.shutdown(sock::direction::both);
    CHECK(read_all(client) == "answer");
    CHECK((failure_of([&] { (void)client.send("more"); }).code == std::errc::broken_pipe));
}

TEST_CASE("tcp_stream: shutdown(direction::receive) ends what can be received") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    client.shutdown(sock::direction::receive);
    std::array<char, 8> buffer;
    CHECK(client.recv(buffer, time_limit) == 0);
    client.send_all("x");
    CHECK(server.recv(buffer, time_limit) == 1);
}

TEST_CASE("tcp_stream: shutdown of a connection that is gone is an error") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    reset(server);
    std::array<char, 8> buffer;
    CHECK((failure_of([&] { (void)client.recv(buffer, time_limit); }).code ==
           std::errc::connection_reset));
    const auto seen = failure_of([&] { client.shutdown(sock::direction::send); });
    CHECK((seen.code == std::errc::not_connected));
    CHECK(seen.address == client.peer_endpoint().to_string());
}

TEST_CASE("tcp_stream: sending nothing sends nothing") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    CHECK(client.send("") == 0);
    client.send_all("");
    client.close();
    CHECK(read_all(server).empty());
}

TEST_CASE("tcp_stream: recv_exact fills the buffer from several pieces") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    std::string buffer(6, '-');
    client.send_all("abc");
    std::array<char, 1> first;
    CHECK(server.recv_exact(first) == 1);
    client.send_all("defg");
    CHECK(server.recv_exact(buffer, time_limit) == 6);
    CHECK(buffer == "bcdefg");
}

TEST_CASE("tcp_stream: recv_exact returns less only at the end of the stream") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    client.send_all("abc");
    client.close();
    std::array<char, 8> buffer;
    CHECK(server.recv_exact(buffer, time_limit) == 3);
    CHECK(server.recv_exact(buffer, time_limit) == 0);
    CHECK((failure_of([&] { (void)server.recv_exact(std::span<char>()); }).code ==
           std::errc::invalid_argument));
}

TEST_CASE("tcp_stream: recv_line gives the lines, then the rest, then nothing") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    client.send_all("one\n\nthree\r\nrest");
    client.close();
    CHECK(server.recv_line(100, time_limit).value() == "one");
    CHECK(server.recv_line(100, time_limit).value().empty());
    CHECK(server.recv_line(100, time_limit).value() == "three\r");
    CHECK(server.recv_line(100, time_limit).value() == "rest");
    CHECK_FALSE(server.recv_line(100, time_limit).has_value());
}

TEST_CASE("tcp_stream: recv_line leaves what follows the newline") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    client.send_all("HEAD\nbody");
    CHECK(server.recv_line(100, time_limit).value() == "HEAD");
    std::array<char, 64> buffer;
    const auto count = server.recv(buffer, time_limit);
    CHECK(std::string(buffer.data(), count) == "body");
}

TEST_CASE("tcp_stream: recv_line is bounded") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    client.send_all("12345\n12345\n");
    CHECK(server.recv_line(5, time_limit).value() == "12345");
    const auto seen = failure_of([&] { (void)server.recv_line(4, time_limit); });
    CHECK((seen.code == std::errc::message_size));
    CHECK(seen.operation == "recv_line");
    CHECK(seen.address == server.peer_endpoint().to_string());
}

TEST_CASE("tcp_stream: recv_line takes lines longer than its own buffer, and any limit") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    for (const std::size_t length : {1022u, 1023u, 1024u, 1025u, 2048u, 50000u}) {
        INFO(length);
        const std::string line(length, 'x');
        client.send_all(line + "\n");
        CHECK(server.recv_line(length, time_limit).value() == line);
        client.send_all(line + "\n");
        CHECK(server.recv_line(static_cast<std::size_t>(-1), time_limit).value() == line);
    }
}

TEST_CASE("tcp_stream: recv_line with limit 0 takes empty lines only") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    client.send_all("\nx\n");
    CHECK(server.recv_line(0, time_limit).value().empty());
    CHECK((failure_of([&] { (void)server.recv_line(0, time_limit); }).code ==
           std::errc::message_size));
}

TEST_CASE("tcp_stream: connects by name") {
    auto waiting = listener();
    auto client =
        sock::tcp_stream::connect("localhost", waiting.local_endpoint().port(), time_limit);
    CHECK(client.peer_endpoint().to_string() == waiting.local_endpoint().to_string());
}

TEST_CASE("tcp_stream: connecting by name takes any kind of string, and numeric addresses") {
    auto waiting = listener();
    const auto port = waiting.local_endpoint().port();
    const std::string host = "127.0.0.1";
    CHECK(sock::tcp_stream::connect(host, port).is_open());
    CHECK(sock::tcp_stream::connect(std::string_view(host), port).is_open());
    CHECK(sock::tcp_stream::connect(host.c_str(), port).is_open());
}

TEST_CASE("tcp_stream: if no address of a name answers, the error lists each attempt") {
    auto taken = sock::tcp_listener::bind(free_port());  // bound, not listening: refused for sure
    const auto where = taken.local_endpoint();
    const auto port = std::to_string(where.port());
    const auto seen =
        failure_of([&] { (void)sock::tcp_stream::connect("localhost", where.port(), time_limit); });
    CHECK((seen.code == std::errc::connection_refused));
    CHECK(seen.address == "localhost:" + port);
    for (const auto& each : sock::resolve("localhost", where.port()))
        CHECK(seen.text.find(each.to_string()) != std::string::npos);
    CHECK(seen.text.find("Connection refused (ECONNREFUSED)") != std::string::npos);

    const auto numeric =
        failure_of([&] { (void)sock::tcp_stream::connect("127.0.0.1", where.port()); });
    CHECK(numeric.text == "connect 127.0.0.1:" + port + ": Connection refused (ECONNREFUSED)");
}

TEST_CASE("tcp_stream: a name that cannot be is an error before anything is tried") {
    CHECK(failure_of([] { (void)sock::tcp_stream::connect("", 80); }).operation == "resolve");
}

TEST_CASE("tcp_stream: release gives the descriptor away, adopt takes it back") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    const int fd = client.release();
    CHECK_FALSE(client.is_open());
    auto again = sock::tcp_stream::adopt(fd);
    CHECK(again.native_handle() == fd);
    CHECK(again.peer_endpoint().to_string() == server.local_endpoint().to_string());
    again.send_all("x");
    std::array<char, 1> buffer;
    CHECK(server.recv(buffer, time_limit) == 1);
}

TEST_CASE("tcp_stream: adopt refuses what is no TCP connection, and leaves it alone") {
    auto udp = sock::udp_socket::bind(free_port());
    ::connect(udp.native_handle(), udp.local_endpoint().data(), udp.local_endpoint().size());
    auto waiting = listener();
    int pair[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    int pipe_ends[2];
    REQUIRE(::pipe(pipe_ends) == 0);

    const auto code_for = [](int fd) {
        return failure_of([fd] { (void)sock::tcp_stream::adopt(fd); }).code;
    };
    CHECK((code_for(udp.native_handle()) == std::errc::wrong_protocol_type));
    CHECK((code_for(waiting.native_handle()) == std::errc::not_connected));
    CHECK((code_for(pair[0]) == std::errc::wrong_protocol_type));
    CHECK((code_for(pipe_ends[0]) == std::errc::not_a_socket));
    CHECK((code_for(-1) == std::errc::bad_file_descriptor));

    for (const int fd : {pair[0], pair[1], pipe_ends[0], pipe_ends[1]})
        CHECK(::close(fd) == 0);
    CHECK(::fcntl(waiting.native_handle(), F_GETFD) >= 0);
}

TEST_CASE("tcp_stream: a non-blocking descriptor that was adopted still waits") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    int on = 1;
    REQUIRE(::ioctl(server.native_handle(), FIONBIO, &on) == 0);
    auto adopted = sock::tcp_stream::adopt(server.release());
    std::array<char, 8> buffer;
    CHECK((failure_of([&] { (void)adopted.recv(buffer, 1ms); }).code == std::errc::timed_out));
    client.send_all("x");
    CHECK(adopted.recv(buffer) == 1);
}

TEST_CASE("tcp_stream: assignment closes what was there") {
    auto first = connected();
    auto second = connected();
    first.client = std::move(second.client);
    CHECK(read_all(first.server).empty());
    first.client.send_all("x");
    std::array<char, 8> buffer;
    CHECK(second.server.recv(buffer, time_limit) == 1);
    auto& same = first.client;
    first.client = std::move(same);
    CHECK(first.client.is_open());
}

TEST_CASE("tcp_stream: closed, every call says so") {
    sock::tcp_stream closed;
    std::array<char, 8> buffer;
    CHECK(failure_of([&] { (void)closed.recv(buffer); }).text ==
          "recv: this socket is closed (EBADF)");
    CHECK(failure_of([&] { (void)closed.recv(buffer, 1s); }).operation == "recv");
    CHECK(failure_of([&] { (void)closed.send("x"); }).operation == "send");
    CHECK(failure_of([&] { (void)closed.send("x", 1s); }).operation == "send");
    CHECK(failure_of([&] { (void)closed.recv_line(10); }).operation == "recv_line");
    CHECK(failure_of([&] { closed.shutdown(sock::direction::both); }).operation == "shutdown");
    CHECK(failure_of([&] { (void)closed.local_endpoint(); }).operation == "getsockname");
    CHECK(closed.release() == -1);
    closed.close();
}

TEST_CASE("adopt: what is taken over is closed on exec, too") {
    const int udp = ::socket(AF_INET, SOCK_DGRAM, 0);
    const int tcp = ::socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(::listen(tcp, 1) == 0);
    const auto peer = sock::udp_socket::adopt(udp);
    auto waiting = sock::tcp_listener::adopt(tcp);
    auto client = sock::tcp_stream::connect({"127.0.0.1", waiting.local_endpoint().port()});
    const int raw = ::accept(tcp, nullptr, nullptr);
    const auto server = sock::tcp_stream::adopt(raw);
    for (const int each : {udp, tcp, raw})
        CHECK((::fcntl(each, F_GETFD) & FD_CLOEXEC) != 0);
}

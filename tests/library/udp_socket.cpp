#include "loopback.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace loopback;

namespace {

std::string receive(sock::udp_socket& socket, std::size_t room = 65536) {
    std::vector<char> buffer(room);
    const auto got = socket.recv_from(buffer, time_limit);
    return {buffer.data(), got.size};
}

}  // namespace

TEST_CASE("udp_socket: a datagram goes there and back") {
    auto server = sock::udp_socket::bind(free_port());
    auto client = sock::udp_socket::to(server.local_endpoint());
    CHECK(client.send_to("hola", server.local_endpoint()) == 4);

    std::array<char, 64> buffer;
    const auto got = server.recv_from(buffer, time_limit);
    CHECK(std::string(buffer.data(), got.size) == "hola");
    CHECK_FALSE(got.truncated);
    CHECK(got.from.address() == "127.0.0.1");
    CHECK(got.from.port() == client.local_endpoint().port());

    server.send_to("adios", got.from);
    std::array<std::byte, 64> bytes;
    const auto answer = client.recv_from(sock::as_writable_chars(bytes), time_limit);
    CHECK(answer.size == 5);
    const bool from_the_server = answer.from == server.local_endpoint();
    CHECK(from_the_server);
}

TEST_CASE("udp_socket: an empty datagram is a datagram") {
    auto server = sock::udp_socket::bind(free_port());
    auto client = sock::udp_socket::to(server.local_endpoint());
    CHECK(client.send_to("", server.local_endpoint()) == 0);
    std::array<char, 8> buffer;
    const auto got = server.recv_from(buffer, time_limit);
    CHECK(got.size == 0);
    CHECK_FALSE(got.truncated);
    CHECK(got.from.port() == client.local_endpoint().port());
}

TEST_CASE("udp_socket: each datagram keeps its bounds") {
    auto server = sock::udp_socket::bind(free_port());
    auto client = sock::udp_socket::to(server.local_endpoint());
    for (const auto* text : {"one", "", "three"})
        client.send_to(text, server.local_endpoint());
    CHECK(receive(server) == "one");
    CHECK(receive(server).empty());
    CHECK(receive(server) == "three");
}

TEST_CASE("udp_socket: 65507 bytes fit, one more is an error that names the peer") {
    auto server = sock::udp_socket::bind(free_port());
    auto client = sock::udp_socket::to(server.local_endpoint());
    const std::string largest(65507, 'x');
    CHECK(client.send_to(largest, server.local_endpoint()) == largest.size());
    CHECK(receive(server) == largest);
    const auto seen =
        failure_of([&] { client.send_to(largest + "x", server.local_endpoint(), 1s); });
    CHECK((seen.code == std::errc::message_size));
    CHECK(seen.operation == "send_to");
    CHECK(seen.address == server.local_endpoint().to_string());
    CHECK(seen.hint.find("65507") != std::string::npos);
}

TEST_CASE("udp_socket: what does not fit is reported, what fits exactly is not") {
    auto server = sock::udp_socket::bind(free_port());
    auto client = sock::udp_socket::to(server.local_endpoint());
    client.send_to("12345", server.local_endpoint());
    client.send_to("12345", server.local_endpoint());
    client.send_to("next", server.local_endpoint());
    std::array<char, 5> exact;
    std::array<char, 4> small;
    CHECK_FALSE(server.recv_from(exact, time_limit).truncated);
    const auto cut = server.recv_from(small, time_limit);
    CHECK(cut.truncated);
    CHECK(cut.size == 4);
    CHECK(receive(server) == "next");
}

TEST_CASE("udp_socket: a port in use is refused") {
    auto first = sock::udp_socket::bind(free_port());
    const auto seen = failure_of([&] { (void)sock::udp_socket::bind(first.local_endpoint()); });
    CHECK((seen.code == std::errc::address_in_use));
    CHECK(seen.address == first.local_endpoint().to_string());
}

TEST_CASE("udp_socket: on :: it hears IPv4 and IPv6") {
    auto server = sock::udp_socket::bind({"::", 0});
    const auto port = server.local_endpoint().port();
    for (const auto* host : {"127.0.0.1", "::1"}) {
        const sock::endpoint peer(host, port);
        auto client = sock::udp_socket::to(peer);
        client.send_to("x", peer);
        std::array<char, 8> buffer;
        const auto got = server.recv_from(buffer, time_limit);
        server.send_to("y", got.from);
        CHECK(receive(client) == "y");
    }
}

TEST_CASE("udp_socket: an empty buffer is an error, not an empty datagram") {
    auto server = sock::udp_socket::bind(free_port());
    const auto seen = failure_of([&] { (void)server.recv_from(std::span<char>()); });
    CHECK((seen.code == std::errc::invalid_argument));
    CHECK(seen.text.find("the buffer is empty") != std::string::npos);
}

TEST_CASE("udp_socket: a datagram to an unused port is no error, only silence") {
    auto gone = sock::udp_socket::bind(free_port());
    const auto unused = gone.local_endpoint();
    gone.close();
    auto client = sock::udp_socket::to(unused);
    client.send_to("hola?", unused);
    std::array<char, 8> buffer;
    const auto seen = failure_of([&] { (void)client.recv_from(buffer, 20ms); });
    CHECK((seen.code == std::errc::timed_out));
    CHECK(seen.address == unused.to_string());
}

TEST_CASE("udp_socket: closed, every call says so") {
    sock::udp_socket never_opened;
    std::array<char, 8> buffer;
    CHECK(failure_of([&] { (void)never_opened.recv_from(buffer); }).text ==
          "recv_from: this socket is closed (EBADF)");
    auto closed = sock::udp_socket::bind(free_port());
    const auto where = closed.local_endpoint();
    closed.close();
    CHECK_FALSE(closed.is_open());
    CHECK(closed.native_handle() == -1);
    CHECK(failure_of([&] { closed.send_to("x", where); }).text ==
          "send_to " + where.to_string() + ": this socket is closed (EBADF)");
    CHECK(failure_of([&] { (void)closed.recv_from(buffer, 1s); }).operation == "recv_from");
}

TEST_CASE("udp_socket: on :: an IPv4 peer equals its IPv4 address, and can be answered") {
    auto server = sock::udp_socket::bind({"::", 0});
    auto client = sock::udp_socket::bind(free_port());
    const sock::endpoint where("127.0.0.1", server.local_endpoint().port());
    client.send_to("hola", where, time_limit);
    std::array<char, 8> buffer;
    const auto request = server.recv_from(buffer, time_limit);
    CHECK(request.from == client.local_endpoint());
    CHECK(request.from.to_string() == client.local_endpoint().to_string());
    server.send_to("adios", request.from, time_limit);
    CHECK(client.recv_from(buffer, time_limit).from == where);
}

TEST_CASE("udp_socket: on :: it can write to an IPv4 address first, and compare who answers") {
    auto client = sock::udp_socket::bind({"::", 0});
    auto server = sock::udp_socket::bind(free_port());
    const auto where = server.local_endpoint();
    client.send_to("hola", where, time_limit);
    std::array<char, 8> buffer;
    server.send_to("adios", server.recv_from(buffer, time_limit).from, time_limit);
    CHECK(client.recv_from(buffer, time_limit).from == where);
}

TEST_CASE("udp_socket: connected, it hears one peer only") {
    auto server = sock::udp_socket::bind(free_port());
    auto stranger = sock::udp_socket::bind(free_port());
    auto client = sock::udp_socket::connect(server.local_endpoint());
    CHECK(client.send("hola", time_limit) == 4);
    std::array<char, 4> buffer;
    const auto request = server.recv_from(buffer, time_limit);
    CHECK(request.from == client.local_endpoint());
    stranger.send_to("no", request.from);
    server.send_to("adios", request.from);
    const auto reply = client.recv(buffer, time_limit);
    CHECK(reply.from == server.local_endpoint());
    CHECK(reply.size == 4);
    CHECK(reply.truncated);
    CHECK_FALSE(client.wait(sock::direction::receive, 0ms));
}

TEST_CASE("udp_socket: connected, it learns that nothing listens there") {
    auto gone = sock::udp_socket::bind(free_port());
    const auto where = gone.local_endpoint();
    auto client = sock::udp_socket::connect(where);
    gone.close();
    (void)client.send("hola");
    std::array<char, 8> buffer;
    const auto seen = failure_of([&] { (void)client.recv(buffer, time_limit); });
    CHECK(seen.text == "recv " + where.to_string() + ": Connection refused (ECONNREFUSED)");
    CHECK(failure_of([&] { (void)client.recv(std::span<char>()); }).text.find("empty") !=
          std::string::npos);
}

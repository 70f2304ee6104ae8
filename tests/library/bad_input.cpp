// Invalid arguments: each gives a clear error, never undefined behaviour.
#include "loopback.hpp"

#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

using namespace loopback;

TEST_CASE("bad input: a moved-from socket") {
    auto ends = connected();
    auto taken = std::move(ends.client);
    // NOLINTNEXTLINE(bugprone-use-after-move): the test is about this use
    CHECK(failure_of([&] { ends.client.send_all("x"); }).text ==
          "send " + taken.peer_endpoint().to_string() + ": this socket is closed (EBADF)");
}

TEST_CASE("bad input: a port of 70000") {
    for (const int port : {70000, 65536, -1}) {
        const auto seen = failure_of([&] { (void)sock::endpoint("127.0.0.1", port); });
        CHECK((seen.code == std::errc::invalid_argument));
        CHECK(seen.text ==
              "endpoint '" + std::to_string(port) + "': ports go from 0 to 65535 (EINVAL)");
        CHECK(seen.hint.find("65535") != std::string::npos);
        CHECK(failure_of([&] { (void)sock::tcp_stream::connect("127.0.0.1", port); }).text ==
              seen.text);
    }
}

TEST_CASE("bad input: a host with a NUL") {
    const std::string host("127.0.0.1\0.example", 18);
    CHECK(failure_of([&] { (void)sock::tcp_stream::connect(host, 80); }).text ==
          "resolve '127.0.0.1?.example': not the name of a host (EAI_NONAME)");
    CHECK(
        (failure_of([&] { (void)sock::endpoint(host, 80); }).code == std::errc::invalid_argument));
}

TEST_CASE("bad input: an empty buffer") {
    auto ends = connected();
    auto udp = sock::udp_socket::bind(free_port());
    const std::string reason = "the buffer is empty (EINVAL)";
    for (const auto& seen : {failure_of([&] { (void)ends.client.recv(std::span<char>()); }),
                             failure_of([&] { (void)ends.client.recv_exact(std::span<char>()); }),
                             failure_of([&] { (void)udp.recv_from(std::span<char>()); })})
        CHECK(seen.text.find(reason) != std::string::npos);
}

TEST_CASE("bad input: a second listen") {
    auto waiting = listener();
    CHECK(failure_of([&] { waiting.listen(); }).text ==
          "listen " + waiting.local_endpoint().to_string() + ": it listens already (EINVAL)");
}

TEST_CASE("bad input: a descriptor that is a file") {
    const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    REQUIRE(file >= 0);
    const auto number = std::to_string(file);
    for (const auto& seen : {failure_of([&] { (void)sock::tcp_stream::adopt(file); }),
                             failure_of([&] { (void)sock::tcp_listener::adopt(file); }),
                             failure_of([&] { (void)sock::udp_socket::adopt(file); })}) {
        CHECK((seen.code == std::errc::not_a_socket));
        CHECK(seen.text ==
              "adopt descriptor " + number + ": Socket operation on non-socket (ENOTSOCK)");
        CHECK(seen.hint.find("file") != std::string::npos);
    }
    CHECK(::close(file) == 0);  // still ours
}

TEST_CASE("bad input: a socket of another role") {
    auto waiting = listener();
    auto bound = sock::tcp_listener::bind(free_port());
    auto udp = sock::udp_socket::bind(free_port());
    const auto code_of = [](auto adopt) { return failure_of(adopt).code; };
    CHECK((code_of([&] { (void)sock::tcp_stream::adopt(waiting.native_handle()); }) ==
           std::errc::not_connected));
    CHECK((code_of([&] { (void)sock::tcp_stream::adopt(udp.native_handle()); }) ==
           std::errc::wrong_protocol_type));
    CHECK((code_of([&] { (void)sock::tcp_listener::adopt(udp.native_handle()); }) ==
           std::errc::wrong_protocol_type));
    CHECK((code_of([&] { (void)sock::tcp_listener::adopt(bound.native_handle()); }) ==
           std::errc::wrong_protocol_type));
    CHECK((code_of([&] { (void)sock::udp_socket::adopt(waiting.native_handle()); }) ==
           std::errc::wrong_protocol_type));
}

TEST_CASE("adopt: each role takes over what release gave away") {
    auto waiting = listener();
    const auto where = waiting.local_endpoint();
    auto listens = sock::tcp_listener::adopt(waiting.release());
    CHECK(listens.local_endpoint() == where);
    CHECK((failure_of([&] { listens.listen(); }).code == std::errc::invalid_argument));
    auto client = sock::tcp_stream::connect(where, time_limit);
    CHECK(listens.accept(time_limit).peer_endpoint() == client.local_endpoint());

    auto udp = sock::udp_socket::bind(free_port());
    auto again = sock::udp_socket::adopt(udp.release());
    CHECK_FALSE(udp.is_open());
    again.send_to("x", again.local_endpoint());
    std::array<char, 8> buffer;
    CHECK(again.recv_from(buffer, time_limit).size == 1);
}

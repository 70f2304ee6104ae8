#include "loopback.hpp"

#include <utility>

using namespace loopback;

TEST_CASE("tcp_listener: port 0 becomes the port that the system chose") {
    auto waiting = listener();
    CHECK(waiting.is_open());
    CHECK(waiting.native_handle() >= 0);
    CHECK(waiting.local_endpoint().address() == "127.0.0.1");
    CHECK(waiting.local_endpoint().port() != 0);
}

TEST_CASE("tcp_listener: accept knows who has come") {
    auto waiting = listener();
    auto client = sock::tcp_stream::connect(waiting.local_endpoint(), time_limit);
    auto server = waiting.accept(time_limit);
    CHECK(server.peer_endpoint().to_string() == client.local_endpoint().to_string());
    CHECK(server.local_endpoint().to_string() == client.peer_endpoint().to_string());
    CHECK(client.peer_endpoint().to_string() == waiting.local_endpoint().to_string());
}

TEST_CASE("tcp_listener: clients wait for accept in the order in which they came") {
    auto waiting = listener();
    auto first = sock::tcp_stream::connect(waiting.local_endpoint(), time_limit);
    auto second = sock::tcp_stream::connect(waiting.local_endpoint(), time_limit);
    CHECK(waiting.accept().peer_endpoint().to_string() == first.local_endpoint().to_string());
    CHECK(waiting.accept().peer_endpoint().to_string() == second.local_endpoint().to_string());
}

TEST_CASE("tcp_listener: on :: it takes IPv4 and IPv6") {
    auto waiting = listener({"::", 0});
    const auto port = waiting.local_endpoint().port();
    auto v4 = sock::tcp_stream::connect({"127.0.0.1", port}, time_limit);
    CHECK(waiting.accept(time_limit).peer_endpoint().address() == "127.0.0.1");
    auto v6 = sock::tcp_stream::connect({"::1", port}, time_limit);
    CHECK(waiting.accept(time_limit).peer_endpoint().address() == "::1");
}

TEST_CASE("tcp_listener: an address of another machine is an error that names it") {
    const auto seen = failure_of([] { (void)sock::tcp_listener::bind({"192.0.2.1", 5000}); });
    CHECK((seen.code == std::errc::address_not_available));
    CHECK(seen.text == "bind 192.0.2.1:5000: Cannot assign requested address (EADDRNOTAVAIL)");
    CHECK_FALSE(seen.hint.empty());
}

TEST_CASE("tcp_listener: accept without listen says what is missing") {
    auto bound = sock::tcp_listener::bind(free_port());
    const auto seen = failure_of([&] { (void)bound.accept(time_limit); });
    CHECK((seen.code == std::errc::invalid_argument));
    CHECK(seen.address == bound.local_endpoint().to_string());
    CHECK(seen.hint.find("listen") != std::string::npos);
}

TEST_CASE("tcp_listener: a second listen is an error, and the first one goes on") {
    auto waiting = listener();
    const auto seen = failure_of([&] { waiting.listen(1); });
    CHECK((seen.code == std::errc::invalid_argument));
    CHECK(seen.text ==
          "listen " + waiting.local_endpoint().to_string() + ": it listens already (EINVAL)");
    CHECK(seen.hint.find("once") != std::string::npos);
    auto client = sock::tcp_stream::connect(waiting.local_endpoint(), time_limit);
    CHECK(waiting.accept(time_limit).is_open());
}

TEST_CASE("tcp_listener: after a deadline, accept without one still waits") {
    auto waiting = listener();
    CHECK((failure_of([&] { (void)waiting.accept(0ms); }).code == std::errc::timed_out));
    auto client = sock::tcp_stream::connect(waiting.local_endpoint(), time_limit);
    auto server = waiting.accept();
    // The accepted socket must block anyway: on BSD it inherits O_NONBLOCK, on Linux it does not.
    CHECK((::fcntl(server.native_handle(), F_GETFL) & O_NONBLOCK) == 0);
}

TEST_CASE("tcp_listener: closed, every call says so") {
    sock::tcp_listener never_opened;
    CHECK_FALSE(never_opened.is_open());
    CHECK(never_opened.native_handle() == -1);
    CHECK(failure_of([&] { never_opened.listen(); }).text ==
          "listen: this socket is closed (EBADF)");

    auto closed = listener();
    const auto where = closed.local_endpoint().to_string();
    closed.close();
    closed.close();
    CHECK(failure_of([&] { (void)closed.accept(); }).text ==
          "accept " + where + ": this socket is closed (EBADF)");
    CHECK(failure_of([&] { (void)closed.accept(1s); }).operation == "accept");
    CHECK(failure_of([&] { (void)closed.local_endpoint(); }).operation == "getsockname");
}

TEST_CASE("tcp_listener: closing it frees the port") {
    auto first = listener();
    const auto where = first.local_endpoint();
    first.close();
    CHECK(listener(where).is_open());
}

TEST_CASE("tcp_listener: on :: an IPv4 client equals its IPv4 address") {
    auto waiting = listener({"::", 0});
    auto client = sock::tcp_stream::connect({"127.0.0.1", waiting.local_endpoint().port()});
    auto server = waiting.accept(time_limit);
    CHECK(server.peer_endpoint() == client.local_endpoint());
    CHECK(server.local_endpoint() == client.peer_endpoint());
}

// The fourteen common mistakes with socket libraries, one test each. The thirteenth, an ignored
// result, is checked by the compiler: nodiscard.cmake.
#include "loopback.hpp"
#include "signals.hpp"

#include <string>
#include <thread>
#include <utility>

using namespace loopback;

TEST_CASE("trap 1: writing to a reset peer does not kill the process") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    reset(server);
    // The first write after a reset fails with ECONNRESET, each later one with EPIPE and SIGPIPE.
    const auto write = [&] {
        for (;;)
            (void)client.send("x", time_limit);
    };
    CHECK((failure_of(write).code == std::errc::connection_reset));
    CHECK((failure_of(write).code == std::errc::broken_pipe));
    CHECK((failure_of([&] { client.send_all("x"); }).code == std::errc::broken_pipe));
}

TEST_CASE("trap 2: a signal during a blocking read is invisible") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    const signals::counted counted(SIGUSR1);
    const auto reader = ::pthread_self();
    std::thread helper([&client, reader] {
        signals::interrupt_until(reader, SIGUSR1, [] { return signals::handled.load() >= 200; });
        client.send_all("hola");
    });
    std::array<char, 8> buffer;
    std::size_t count = 0;
    std::string thrown;
    try {
        count = server.recv(buffer);
    } catch (const sock::error& error) {
        thrown = error.what();
    }
    helper.join();
    CHECK(thrown.empty());
    CHECK(std::string(buffer.data(), count) == "hola");
}

TEST_CASE("trap 3: one send_all delivers 16 MiB under a storm of alarms") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    std::string sent(16u << 20, '\0');
    for (std::size_t i = 0; i < sent.size(); ++i)
        sent[i] = static_cast<char>(i * 7 + (i >> 12));
    std::string received;
    std::thread reader([&received, &server] {
        signals::block_here(SIGALRM);
        received = read_all(server);
    });
    {
        const signals::alarm_storm storm(500us);
        client.send_all(sent);
    }
    client.close();
    reader.join();
    CHECK((received == sent));
}

TEST_CASE("trap 4: a server restarts at once on its port") {
    auto first = listener();
    const auto where = first.local_endpoint();
    auto client = sock::tcp_stream::connect(where, time_limit);
    auto server = first.accept(time_limit);
    // The side that closes first keeps the port in TIME_WAIT: tcp(7), RFC 9293 3.6.
    server.close();
    CHECK(read_all(client).empty());
    client.close();
    first.close();
    CHECK(listener(where).is_open());
}

TEST_CASE("trap 5: a second live listener on a port is refused") {
    auto first = listener();
    const auto where = first.local_endpoint();
    const auto seen = failure_of([&] { (void)listener(where); });
    CHECK((seen.code == std::errc::address_in_use));
    CHECK(seen.text == "bind " + where.to_string() + ": Address already in use (EADDRINUSE)");
    CHECK_FALSE(seen.hint.empty());
    const sock::endpoint any("0.0.0.0", where.port());
    CHECK((failure_of([&] { (void)listener(any); }).code == std::errc::address_in_use));
}

TEST_CASE("trap 6: ::1 works through the same type as 127.0.0.1") {
    for (const auto* host : {"127.0.0.1", "::1"}) {
        INFO(host);
        auto waiting = listener({host, 0});
        auto client = sock::tcp_stream::connect(waiting.local_endpoint(), time_limit);
        auto server = waiting.accept(time_limit);
        client.send_all("hola");
        client.close();
        CHECK(read_all(server) == "hola");
        CHECK(server.peer_endpoint().address() == host);
    }
}

TEST_CASE("trap 7: a read has a timeout, which is recognisable as a timeout") {
    auto ends = connected();
    auto& client = ends.client;
    std::array<char, 8> buffer;
    try {
        (void)client.recv(buffer, 30ms);
        FAIL("nothing was sent, something was received");
    } catch (const std::system_error& error) {
        CHECK((error.code() == std::errc::timed_out));
    }
}

TEST_CASE("trap 8: the end of the stream cannot be mistaken for data or an error") {
    std::array<char, 8> buffer;
    SECTION("a peer that closed: 0, and again 0") {
        auto ends = connected();
        auto& client = ends.client;
        auto& server = ends.server;
        client.close();
        CHECK(server.recv(buffer, time_limit) == 0);
        CHECK(server.recv(buffer, time_limit) == 0);
    }
    SECTION("a peer that reset: an error") {
        auto ends = connected();
        auto& client = ends.client;
        auto& server = ends.server;
        reset(client);
        CHECK((failure_of([&] { (void)server.recv(buffer, time_limit); }).code ==
               std::errc::connection_reset));
    }
    SECTION("an empty buffer, for which recv(2) would return 0: an error") {
        auto ends = connected();
        auto& client = ends.client;
        auto& server = ends.server;
        client.send_all("x");
        const auto seen = failure_of([&] { (void)server.recv(std::span<char>()); });
        CHECK((seen.code == std::errc::invalid_argument));
        CHECK(server.recv(buffer, time_limit) == 1);
    }
}

TEST_CASE("trap 9: a truncated datagram is reported") {
    auto server = sock::udp_socket::bind(free_port());
    auto client = sock::udp_socket::to(server.local_endpoint());
    client.send_to(std::string(100, 'x'), server.local_endpoint());
    std::array<char, 10> buffer;
    const auto got = server.recv_from(buffer, time_limit);
    CHECK(got.truncated);
    CHECK(got.size == 10);
}

TEST_CASE("trap 10: an object that was moved from is closed and says so") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    auto waiting = listener();
    auto udp = sock::udp_socket::bind(free_port());
    const auto here = waiting.local_endpoint().to_string();
    const auto peer = client.peer_endpoint().to_string();
    auto new_client = std::move(client);
    auto new_waiting = std::move(waiting);
    auto new_udp = std::move(udp);
    std::array<char, 8> buffer;
    // NOLINTBEGIN(bugprone-use-after-move): the test is about this use
    CHECK_FALSE(client.is_open());
    CHECK(failure_of([&] { (void)client.recv(buffer); }).text ==
          "recv " + peer + ": this socket is closed (EBADF)");
    CHECK(failure_of([&] { client.send_all("x"); }).text ==
          "send " + peer + ": this socket is closed (EBADF)");
    CHECK(failure_of([&] { (void)waiting.accept(); }).text ==
          "accept " + here + ": this socket is closed (EBADF)");
    const auto seen = failure_of([&] { (void)udp.recv_from(buffer); });
    CHECK((seen.code == std::errc::bad_file_descriptor));
    CHECK_FALSE(seen.hint.empty());
    // NOLINTEND(bugprone-use-after-move)
    new_client.send_all("x");
    CHECK(server.recv(buffer, time_limit) == 1);
}

TEST_CASE("trap 11: the error names the operation") {
    auto bound = sock::tcp_listener::bind(free_port());
    const auto where = bound.local_endpoint();
    const auto seen = failure_of([&] { (void)sock::tcp_stream::connect(where); });
    CHECK(seen.operation == "connect");
    CHECK(seen.text.rfind("connect ", 0) == 0);
}

TEST_CASE("trap 12: the error names the address") {
    auto bound = sock::tcp_listener::bind(free_port());
    const auto where = bound.local_endpoint();
    const auto seen = failure_of([&] { (void)sock::tcp_stream::connect(where); });
    CHECK(seen.address == where.to_string());
    CHECK(seen.text == "connect " + where.to_string() + ": Connection refused (ECONNREFUSED)");

    // Also when the connection is gone, and the system no longer knows the peer's address.
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    reset(server);
    std::array<char, 8> buffer;
    CHECK(failure_of([&] { (void)client.recv(buffer, time_limit); }).address ==
          client.peer_endpoint().to_string());
}

TEST_CASE("trap 14: descriptors are close-on-exec") {
    auto waiting = listener();
    auto client = sock::tcp_stream::connect(waiting.local_endpoint(), time_limit);
    auto server = waiting.accept(time_limit);
    auto bound = sock::udp_socket::bind(free_port());
    auto unbound = sock::udp_socket::to(free_port());
    for (const int fd : {waiting.native_handle(), client.native_handle(), server.native_handle(),
                         bound.native_handle(), unbound.native_handle()})
        CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
}

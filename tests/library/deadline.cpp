#include "loopback.hpp"
#include "signals.hpp"

#include <chrono>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

using namespace loopback;
using std::chrono::steady_clock;

namespace {

/// The duration of `action`.
template <typename Action>
std::chrono::duration<double, std::milli> time_of(Action action) {
    const auto start = steady_clock::now();
    action();
    return steady_clock::now() - start;
}

}  // namespace

TEST_CASE("deadline: the default is never") {
    constexpr sock::deadline never;
    STATIC_REQUIRE(never.is_never());
    CHECK_FALSE(never.expired());
    CHECK(never.remaining() == std::chrono::milliseconds::max());
}

TEST_CASE("deadline: counts from now") {
    const sock::deadline limit = 1h;
    CHECK_FALSE(limit.is_never());
    CHECK_FALSE(limit.expired());
    CHECK(limit.remaining() <= 1h);
    CHECK(limit.remaining() > 59min);
}

TEST_CASE("deadline: zero and less have passed") {
    for (const auto length : {0ms, -1ms, std::chrono::milliseconds::min()}) {
        const sock::deadline limit = length;
        CHECK(limit.expired());
        CHECK(limit.remaining() == 0ms);
    }
}

TEST_CASE("deadline: any duration will do, too long a one is never") {
    CHECK(sock::deadline(std::chrono::hours::max()).is_never());
    CHECK(sock::deadline(std::chrono::nanoseconds::max()).is_never());
    CHECK(sock::deadline(std::chrono::duration<double>(1e300)).is_never());
    CHECK(sock::deadline(std::chrono::duration<double>(0.25)).remaining() <= 250ms);
    CHECK(sock::deadline(std::chrono::hours::min()).expired());
    CHECK(sock::deadline(steady_clock::now() + 1h).remaining() > 59min);
}

TEST_CASE("deadline: the earliest and the latest point in time") {
    const sock::deadline earliest(steady_clock::time_point::min());
    CHECK(earliest.expired());
    CHECK(earliest.remaining() == 0ms);
    CHECK(earliest.poll_timeout() == 0);
    CHECK(sock::deadline(steady_clock::time_point::max()).is_never());
    CHECK_FALSE(sock::deadline(steady_clock::time_point::max() - 1ns).expired());
}

TEST_CASE("deadline: does not take a waker that ends with the statement") {
    STATIC_REQUIRE(std::is_constructible_v<sock::deadline, const sock::waker&>);
    STATIC_REQUIRE_FALSE(std::is_constructible_v<sock::deadline, sock::waker>);
    STATIC_REQUIRE_FALSE(
        std::is_constructible_v<sock::deadline, std::chrono::seconds, sock::waker>);
}

TEST_CASE("deadline: rounds up, so that no caller spins through the last millisecond") {
    CHECK(sock::deadline(steady_clock::now() + 10s + 1us).remaining() >= 10000ms);
}

TEST_CASE("deadline: every call that may block gives up in time and says so") {
    auto waiting = listener();
    auto ends = connected();
    auto& client = ends.client;
    auto udp = sock::udp_socket::bind(free_port());
    std::array<char, 8> buffer;

    const auto accept = failure_of([&] { (void)waiting.accept(20ms); });
    const auto recv = failure_of([&] { (void)client.recv(buffer, 20ms); });
    const auto recv_exact = failure_of([&] { (void)client.recv_exact(buffer, 20ms); });
    const auto recv_line = failure_of([&] { (void)client.recv_line(8, 20ms); });
    const auto recv_from = failure_of([&] { (void)udp.recv_from(buffer, 20ms); });
    for (const auto& seen : {accept, recv, recv_exact, recv_line, recv_from}) {
        INFO(seen.text);
        CHECK((seen.code == std::errc::timed_out));
        CHECK_FALSE(seen.hint.empty());
    }
    CHECK(recv.text ==
          "recv " + client.peer_endpoint().to_string() + ": the deadline has passed (ETIMEDOUT)");
    CHECK(accept.address == waiting.local_endpoint().to_string());
    CHECK(recv_from.address == udp.local_endpoint().to_string());

    // More than the buffers of both ends hold, even if the system enlarges them.
    const std::string much(64u << 20, 'x');
    const auto fill = [&] {
        for (;;)
            (void)client.send(much, 20ms);
    };
    CHECK((failure_of(fill).code == std::errc::timed_out));
    CHECK((failure_of([&] { client.send_all(much, 20ms); }).code == std::errc::timed_out));
}

TEST_CASE("deadline: connect gives up when no host answers") {
    // A full backlog: Linux then drops the SYN, as a firewall would.
    auto waiting = sock::tcp_listener::bind(free_port());
    waiting.listen(0);
    const auto where = waiting.local_endpoint();
    std::vector<sock::tcp_stream> queued;
    loopback::failure seen;
    const auto took = time_of([&] {
        seen = failure_of([&] {
            for (int i = 0; i < 16; ++i)
                queued.push_back(sock::tcp_stream::connect(where, 50ms));
        });
    });
    CHECK((seen.code == std::errc::timed_out));
    CHECK(seen.text == "connect " + where.to_string() + ": the deadline has passed (ETIMEDOUT)");
    CHECK(took < time_limit);
    const auto by_name =
        failure_of([&] { (void)sock::tcp_stream::connect("localhost", where.port(), 50ms); });
    CHECK((by_name.code == std::errc::timed_out));
}

TEST_CASE("deadline: a connection made within one blocks like any other") {
    auto ends = connected();
    auto& client = ends.client;
    CHECK((::fcntl(client.native_handle(), F_GETFL) & O_NONBLOCK) == 0);
}

TEST_CASE("deadline: connect within one still says refused") {
    auto bound = sock::tcp_listener::bind(free_port());
    const auto seen =
        failure_of([&] { (void)sock::tcp_stream::connect(bound.local_endpoint(), time_limit); });
    CHECK((seen.code == std::errc::connection_refused));
}

TEST_CASE("deadline: one that has passed still takes what is there") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    client.send_all("hola");
    std::array<char, 8> buffer;
    std::size_t count = 0;
    // On loopback the bytes arrive within send, but that is not guaranteed: a few tries at most.
    for (int tries = 0; count == 0 && tries < 1000; ++tries) {
        try {
            count = server.recv(buffer, 0ms);
        } catch (const sock::error& error) {
            if (error.code() != std::errc::timed_out) throw;
        }
    }
    CHECK(count == 4);
}

TEST_CASE("deadline: one object bounds several calls together") {
    auto ends = connected();
    auto& client = ends.client;
    std::array<char, 8> buffer;
    const sock::deadline limit = 60ms;
    const auto took = time_of([&] {
        for (int i = 0; i < 20; ++i)
            CHECK((failure_of([&] { (void)client.recv(buffer, limit); }).code ==
                   std::errc::timed_out));
    });
    CHECK(took >= 59ms);
    CHECK(took < 1s);
}

TEST_CASE("deadline: signals do not make it longer") {
    auto ends = connected();
    auto& client = ends.client;
    std::array<char, 8> buffer;
    const signals::alarm_storm storm(2ms);
    const auto took = time_of([&] {
        CHECK((failure_of([&] { (void)client.recv(buffer, 100ms); }).code == std::errc::timed_out));
    });
    CHECK(signals::handled.load() >= 5);
    CHECK(took >= 99ms);
    CHECK(took < 2s);
}

TEST_CASE("deadline: send_all of more than fits waits for the reader, then gives up") {
    auto ends = connected();
    auto& client = ends.client;
    const std::string much(64u << 20, 'x');
    const auto took = time_of([&] {
        CHECK((failure_of([&] { client.send_all(much, 50ms); }).code == std::errc::timed_out));
    });
    CHECK(took >= 49ms);
    CHECK(took < time_limit);
}

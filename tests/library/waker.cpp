// Another thread ends a blocked call.
#include "loopback.hpp"
#include "signals.hpp"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

using namespace loopback;

namespace {

/// Runs `blocks` in a thread and wakes it. Returns the error it threw, and the time until its end.
template <typename Action>
std::pair<std::error_code, std::chrono::milliseconds> woken(sock::waker& stop, Action blocks) {
    std::error_code code;
    std::thread blocked([&] {
        try {
            blocks();
        } catch (const sock::error& thrown) {
            code = thrown.code();
        }
    });
    const auto before = std::chrono::steady_clock::now();
    stop.wake();
    blocked.join();
    const auto took = std::chrono::steady_clock::now() - before;
    return {code, std::chrono::duration_cast<std::chrono::milliseconds>(took)};
}

}  // namespace

TEST_CASE("waker: ends a blocked accept, recv, recv_from, connect and poll") {
    auto waiting = listener();
    auto ends = connected();
    auto udp = sock::udp_socket::bind(free_port());
    std::array<char, 8> buffer;
    sock::waker stop;
    // The fastest of several tries: on a busy machine a thread may wait for a core.
    const auto check = [&stop](auto blocks) {
        auto fastest = 1000ms;
        for (int i = 0; i < 20 && fastest >= 100ms; ++i) {
            const auto [code, took] = woken(stop, blocks);
            CHECK((code == std::errc::operation_canceled));
            fastest = std::min(fastest, took);
            stop.reset();
        }
        CHECK(fastest < 100ms);
    };
    check([&] { (void)waiting.accept(stop); });
    check([&] { (void)ends.client.recv(buffer, stop); });
    check([&] { (void)ends.client.recv_line(10, {10s, stop}); });
    check([&] { (void)udp.recv_from(buffer, {time_limit, stop}); });
    check([&] {
        sock::watch watches[] = {waiting, udp};
        (void)sock::poll(watches, stop);
    });
}

TEST_CASE("waker: ends a send to a peer that does not read") {
    auto ends = connected();
    sock::waker stop;
    std::atomic<bool> begun{false};
    std::thread helper([&] {
        while (!begun)
            std::this_thread::yield();
        stop.wake();
    });
    const std::string much(1u << 16, 'x');
    const auto seen = failure_of([&] {
        for (;;) {
            ends.client.send_all(much, stop);
            begun = true;
        }
    });
    helper.join();
    CHECK((seen.code == std::errc::operation_canceled));
    CHECK(seen.text.find("a waker has woken it") != std::string::npos);
}

TEST_CASE("waker: once it has woken, nothing new is begun, until it is reset") {
    auto ends = connected();
    ends.client.send_all("x");
    std::array<char, 8> buffer;
    sock::waker stop;
    stop.wake();
    stop.wake();
    const auto seen = failure_of([&] { (void)ends.server.recv(buffer, stop); });
    CHECK((seen.code == std::errc::operation_canceled));
    stop.reset();
    CHECK(ends.server.recv(buffer, stop) == 1);
}

TEST_CASE("waker: a deadline with one still passes") {
    auto ends = connected();
    std::array<char, 8> buffer;
    sock::waker stop;
    const auto seen = failure_of([&] { (void)ends.server.recv(buffer, {1ms, stop}); });
    CHECK((seen.code == std::errc::timed_out));
}

TEST_CASE("waker: connecting by name is ended, too") {
    auto waiting = listener();
    sock::waker stop;
    stop.wake();
    const auto port = waiting.local_endpoint().port();
    const auto seen = failure_of([&] { (void)sock::tcp_stream::connect("localhost", port, stop); });
    CHECK((seen.code == std::errc::operation_canceled));
}

TEST_CASE("waker: a signal handler may wake") {
    static sock::waker stop;
    auto waiting = listener();
    struct sigaction action {};
    struct sigaction before {};
    action.sa_handler = [](int) { stop.wake(); };
    ::sigaction(SIGUSR1, &action, &before);
    const auto main_thread = ::pthread_self();
    std::atomic<bool> over{false};
    std::thread helper([main_thread, &over] {
        signals::interrupt_until(main_thread, SIGUSR1, [&over] { return over.load(); });
    });
    const auto seen = failure_of([&] { (void)waiting.accept({time_limit, stop}); });
    over = true;
    helper.join();
    ::sigaction(SIGUSR1, &before, nullptr);
    CHECK((seen.code == std::errc::operation_canceled));
}

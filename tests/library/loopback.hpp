/// @file
/// Helpers of the tests of sock.hpp: the two ends of a connection on loopback, and captured errors.
#pragma once

#include <sock.hpp>

#include "sock_catch.hpp"

#include <array>
#include <chrono>
#include <string>
#include <utility>

namespace loopback {

using namespace std::chrono_literals;

/// The longest time that a test waits for an expected event.
inline constexpr auto time_limit = 10s;

inline sock::endpoint free_port() {
    return {"127.0.0.1", 0};
}

inline sock::tcp_listener listener(const sock::endpoint& where = free_port()) {
    auto made = sock::tcp_listener::bind(where);
    made.listen();
    return made;
}

/// The two ends of one connection.
struct connection {
    sock::tcp_stream client{};
    sock::tcp_stream server{};
};

inline connection connected() {
    auto waiting = listener();
    connection made;
    made.client = sock::tcp_stream::connect(waiting.local_endpoint(), time_limit);
    made.server = waiting.accept(time_limit);
    return made;
}

/// Closes `stream` so that the peer gets a reset (RFC 9293, 3.10.4) instead of an end of stream.
inline void reset(sock::tcp_stream& stream) {
    const linger at_once{1, 0};
    ::setsockopt(stream.native_handle(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    stream.close();
}

/// The parts of a caught error.
struct failure {
    std::error_code code{};
    std::string text{};
    std::string operation{};
    std::string address{};
    std::string hint{};
};

/// The error that `action` throws; fails the test if it throws none.
template <typename Action>
failure failure_of(Action action) {
    try {
        action();
    } catch (const sock::error& thrown) {
        return {thrown.code(), thrown.what(), std::string(thrown.operation()),
                std::string(thrown.address()), std::string(thrown.hint())};
    }
    FAIL("nothing was thrown");
    return {};
}

/// All bytes until the peer closes.
inline std::string read_all(sock::tcp_stream& stream) {
    std::string all;
    std::array<char, 65536> buffer;
    while (const auto count = stream.recv(buffer, time_limit))
        all.append(buffer.data(), count);
    return all;
}

}  // namespace loopback

/// @file
/// The suite's UDP socket: a client of the student's server, a server of the student's client, or a
/// third program that answers in the server's place.
#pragma once

#include <sock.hpp>

#include "autograder/timeline.hpp"
#include "autograder/timeouts.hpp"
#include "support/deadline.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace suite {

/// Bytes in one datagram: 65535 less the headers of IPv4 and UDP (RFC 768).
constexpr std::size_t largest_payload = 65507;

struct letter {
    std::string bytes;
    sock::endpoint from;
};

class udp_peer {
  public:
    /// Bound to a port of `address` (0: any that is free). `name` appears in the timeline.
    udp_peer(timeline& trace, std::string name, const std::string& address = "127.0.0.1",
             std::uint16_t port = 0);

    void send(std::string_view bytes, const sock::endpoint& to);

    /// From now on its steps appear in `trace`. Without a timeline that is shown, it sends faster.
    void trace_into(timeline& trace) { trace_ = &trace; }

    /// The next datagram, whole, or nothing when the time is over. An error of an earlier send
    /// (ECONNREFUSED: the port is closed) is no datagram.
    std::optional<letter> receive(support::milliseconds limit = time_to_answer);

    [[nodiscard]] sock::endpoint local() const { return socket_.local_endpoint(); }
    [[nodiscard]] int handle() const { return socket_.native_handle(); }
    void close();

  private:
    std::optional<letter> take();

    sock::udp_socket socket_;
    timeline* trace_;
    std::string name_;
};

}  // namespace suite

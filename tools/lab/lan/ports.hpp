/// @file
/// The state of the course's ports on this machine.
#pragma once

#include "support/kernel_sockets.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lan {

enum class port_state {
    free,
    everywhere,     ///< a server listens on every address
    loopback_only,  ///< … only on 127.0.0.1, which no other machine reaches
    one_address,
    taken,  ///< it cannot be bound, and its owner is not visible
};
[[nodiscard]] std::string_view name(port_state which);  ///< "loopback-only"

struct port {
    std::string program;  ///< the program that uses it by default: "tcp_server"
    support::transport kind = support::transport::tcp;
    std::uint16_t number = 0;
    port_state state = port_state::free;
    std::string address;  ///< where a server listens
};

/// The state of a port, from `all` (the sockets of one transport) and an attempt to bind it.
[[nodiscard]] port judge_port(port what, const std::vector<support::socket_entry>& all,
                              bool can_be_bound);

/// The current state of the ports of the course's servers.
[[nodiscard]] std::vector<port> ports();

}  // namespace lan

/// @file
/// Who is at the course's ports on this machine.
#pragma once

#include "support/kernel_sockets.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lan {

enum class port_state {
    free,
    everywhere,     ///< somebody listens on every address
    loopback_only,  ///< … only where no other machine gets: 127.0.0.1
    one_address,
    taken,  ///< it cannot be bound, and by whom cannot be seen
};
[[nodiscard]] std::string_view name(port_state which);  ///< "loopback-only"

struct port {
    std::string program;  ///< whose it is by default: "tcp_server"
    support::transport kind = support::transport::tcp;
    std::uint16_t number = 0;
    port_state state = port_state::free;
    std::string address;  ///< where somebody listens
};

/// What `all` (the sockets of one transport) and a try to bind the port say of it.
[[nodiscard]] port judge_port(port what, const std::vector<support::socket_entry>& all,
                              bool can_be_bound);

/// The ports of the course's servers as they are now.
[[nodiscard]] std::vector<port> ports();

}  // namespace lan

/// @file
/// Is anybody there? Asked from outside, where there is no /proc to look into: it costs the server
/// a connection, or a datagram.
#pragma once

#include "autograder/sockets.hpp"

#include <string>

namespace suite {

/// TCP: somebody accepts connections there. UDP: nobody says that the port is closed (ICMP).
[[nodiscard]] bool answers(transport kind, const std::string& address, std::uint16_t port);

}  // namespace suite

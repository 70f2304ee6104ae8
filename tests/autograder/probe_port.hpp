/// @file
/// Connects to the program from outside. Without /proc this is also how the suite finds a server;
/// it costs the server a connection or a datagram.
#pragma once

#include "autograder/sockets.hpp"
#include "support/unique_fd.hpp"

#include <string>

namespace sock {
class endpoint;
}

namespace suite {

/// A new socket. Throws std::system_error if the system has none left: the suite's own failure,
/// which says nothing about the program.
[[nodiscard]] support::descriptor open_socket(int family, int type);

/// Connects `socket`. Returns 0, or the errno of a failure that a program can cause: refused,
/// reset, or no answer in time. Throws std::system_error for any other failure.
[[nodiscard]] int connect_socket(const support::descriptor& socket, const sock::endpoint& to);

/// TCP: a program accepts connections there. UDP: no ICMP message says that the port is closed.
[[nodiscard]] bool answers(transport kind, const std::string& address, std::uint16_t port);

}  // namespace suite

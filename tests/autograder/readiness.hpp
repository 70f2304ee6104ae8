/// @file
/// Does the server listen on the address it was given? If not: why not?
#pragma once

#include <sock.hpp>

#include "autograder/check.hpp"

namespace suite {

/// Where a server must listen.
struct place {
    transport kind = transport::tcp;
    std::string address = "0.0.0.0";
    std::uint16_t port = 0;
};

/// Waits until `server` listens (TCP) or is bound (UDP) at `where`. Throws the finding that says
/// why it does not. Returns where a client reaches it: the same port of 127.0.0.1 or of the address
/// asked for, or another place if that is given.
[[nodiscard]] sock::endpoint await_ready(context& ctx, program& server, const place& where);

}  // namespace suite

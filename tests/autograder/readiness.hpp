/// @file
/// Does the server listen on the address it was given? If not: why not?
#pragma once

#include "autograder/program.hpp"

namespace suite {

/// Where a server must listen.
struct place {
    transport kind = transport::tcp;
    std::string address = "0.0.0.0";
    std::uint16_t port = 0;
};

/// Waits until `server` listens (TCP) or is bound (UDP) at `where`. Throws the finding that says
/// why it does not.
void await_ready(program& server, const place& where, timeline& trace);

}  // namespace suite

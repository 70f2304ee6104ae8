/// @file
/// Half-close (shutdown(2), RFC 9293, 3.6): the other side must see the end of the stream, send
/// what is left, and close.
#pragma once

#include "autograder/tcp_server.hpp"

namespace suite {

/// Closes the sending side of `client` and waits until the server closes its side. Throws the
/// finding that says why it does not.
void require_goodbye(running_server& server, tcp_peer& client);

/// The same while the server still has much to send.
void require_rest_and_goodbye(context& ctx, running_server& server);

}  // namespace suite

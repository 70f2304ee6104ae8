/// @file
/// The end of what one side sends (shutdown(2), RFC 9293, 3.6): the other side has to see it, to
/// send what it still owes, and to be done itself.
#pragma once

#include "autograder/tcp_server.hpp"

namespace suite {

/// Ends what `client` sends and waits until the server ends, too. Throws the finding that says why
/// it does not.
void require_goodbye(running_server& server, tcp_peer& client);

/// The same where the server still has much to send when the end comes.
void require_rest_and_goodbye(context& at_hand, running_server& server);

}  // namespace suite

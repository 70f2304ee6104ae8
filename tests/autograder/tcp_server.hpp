/// @file
/// A student's TCP echo server, and why it does not answer.
#pragma once

#include "autograder/server.hpp"

namespace suite {

/// Starts `tcp_server PORT` and waits until it listens there.
[[nodiscard]] running_server start_tcp_server(context& ctx, const run_options& around = {});

/// Sends `bytes` and requires that exactly they come back, while the connection stays open. Throws
/// the finding that says what came instead and why.
void require_echo(running_server& server, tcp_peer& client, std::string_view bytes);

/// After the echo of `bytes`: requires that the server sends nothing else before it waits again.
void require_nothing_more(running_server& server, tcp_peer& client, std::string_view bytes);

/// The same for a client that comes after something else happened: if there is no answer, `cause`
/// names that something.
void require_next_client(context& ctx, running_server& server, const sentence& if_ended,
                         const sentence& if_stuck);

}  // namespace suite

/// @file
/// A running student's TCP server, and why it does not answer.
#pragma once

#include "autograder/check.hpp"
#include "autograder/tcp_peer.hpp"

namespace suite {

struct running_server {
    program process;
    std::uint16_t port = 0;
};

/// Starts `tcp_server PORT` and waits until it listens there.
[[nodiscard]] running_server start_tcp_server(context& ctx, const run_options& around = {});

/// A program that listens and ends at once serves no client, even if its socket was seen. A program
/// that accepts a client has passed. One that accepts none is watched for a moment: if it ends, the
/// finding about its end is thrown.
void require_staying(context& ctx, running_server& server);

/// After a client that was not served: throws if the program has ended or no longer listens. The
/// kernel's queue may have accepted that client before.
void require_service(running_server& server);

/// A connection to it. Throws the finding that says why there is none.
[[nodiscard]] tcp_peer connect(context& ctx, running_server& server, bool small_buffers = false);

/// How the server has ended, if it has. If it has closed the connection, it gets a moment to end.
[[nodiscard]] std::optional<support::exit_status> end_of(running_server& server,
                                                         const tcp_peer& client);

/// Sends `bytes` and requires that exactly they come back, while the connection stays open. Throws
/// the finding that says what came instead and why.
void require_echo(running_server& server, tcp_peer& client, std::string_view bytes);

/// After the echo of `bytes`: requires that the server sends nothing else before it waits again.
void require_nothing_more(running_server& server, tcp_peer& client, std::string_view bytes);

/// True if the connection from `client_port` is not accepted yet.
[[nodiscard]] bool waits_in_queue(const running_server& server, std::uint16_t client_port);

/// The same for a client that comes after something else happened: if there is no answer, `cause`
/// names that something.
void require_next_client(context& ctx, running_server& server, const sentence& if_ended,
                         const sentence& if_stuck);

}  // namespace suite

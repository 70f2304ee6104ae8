/// @file
/// A running student's TCP server, of any protocol.
#pragma once

#include "autograder/check.hpp"
#include "autograder/tcp_peer.hpp"
#include "support/unique_fd.hpp"

#include <functional>
#include <string>
#include <vector>

namespace suite {

struct running_server {
    program process;
    std::uint16_t asked = 0;    ///< its argument
    sock::endpoint where = {};  ///< where a client reaches it
    [[nodiscard]] std::uint16_t port() const { return where.port(); }
};

/// Starts `NAME PORT AFTER_PORT…` and waits until it listens on that TCP port, on every address.
[[nodiscard]] running_server start_server(context& ctx, const std::string& name,
                                          const std::vector<std::string>& after_port = {},
                                          const run_options& around = {});

/// A program that listens and ends at once serves no client, even if its socket was seen. A program
/// that accepts a client has passed. One that accepts none is watched for a moment: if it ends, the
/// finding about its end is thrown.
void require_staying(context& ctx, running_server& server);

/// After a client that was not served: throws if that is so because the program has ended, or does
/// not listen any more. The queue may still have let that client in a moment before.
void require_service(running_server& server);

/// A connection to it. Throws the finding that says why there is none.
[[nodiscard]] tcp_peer connect(context& ctx, running_server& server, bool small_buffers = false);

/// The same without a finding, and in a timeline of its own.
[[nodiscard]] std::optional<tcp_peer> try_connect(context& ctx, const running_server& server,
                                                  timeline& trace, bool small_buffers = false);

/// New clients, to each of which `at_once` happens before the program makes its first call on the
/// connection. That is certain in a program that serves one client after another: it is busy with
/// an earlier one. A program that serves all at once may be quicker, so it is tried several times.
/// `then` follows when the program has its turn. `what` is for the timeline.
///
/// The program is not stopped for it (SIGSTOP): epoll_wait, and recv with SO_RCVTIMEO, would then
/// end with EINTR, also in a correct program that handles no signal (signal(7)).
void before_it_looks(context& ctx, running_server& server, const std::string& what,
                     const std::function<void(tcp_peer&)>& at_once,
                     const std::function<void(tcp_peer&)>& then = {});

/// Starts `count` connections and waits for none of them: the kernel's queue may be shorter.
[[nodiscard]] std::vector<support::descriptor> dial(context& ctx, const running_server& server,
                                                    std::size_t count);

/// A server has nothing to say on stdout.
void require_silent_stdout(program& process);

/// How the server has ended, if it has. Where it has ended our connection, it gets a moment: that
/// may have been its last act.
[[nodiscard]] std::optional<support::exit_status> end_of(running_server& server,
                                                         const tcp_peer& client);

/// True if the connection from `client_port` is not accepted yet.
[[nodiscard]] bool waits_in_queue(const running_server& server, std::uint16_t client_port);

}  // namespace suite

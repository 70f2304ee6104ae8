/// @file
/// A running student's TCP client, with the suite as its server.
#pragma once

#include "autograder/check.hpp"
#include "autograder/tcp_peer.hpp"

#include <string>
#include <vector>

namespace suite {

struct running_client {
    program process;
    tcp_peer peer;
    std::uint16_t port = 0;  ///< where the suite listens
    const given* differences = nullptr;

    /// What came, as it would be without the accepted differences, if `wanted` should come.
    [[nodiscard]] std::string came(std::string_view wanted) const {
        return differences->undo(wanted, peer.inbox());
    }
    /// Sends `text` back, as it came from a program that loses its newlines.
    bool reply(std::string_view text) { return peer.send(differences->as_sent(text)); }
};

/// Starts `tcp_client 127.0.0.1 PORT …`, feeds it `input` (a client may connect only when it has
/// something to send) and accepts its connection. `host` is an address of this machine, or
/// "localhost", which may be two. With `small_buffers` its send has to wait for us. Throws the
/// finding that says why none came: the client used another port or host, used UDP, or ended.
[[nodiscard]] running_client start_tcp_client(context& ctx, const std::string& input,
                                              const std::vector<std::string>& more = {},
                                              const std::string& host = "127.0.0.1",
                                              const run_options& around = {},
                                              bool small_buffers = false);

/// The same without arguments: it has to connect to 127.0.0.1, port 5000. The port is leased.
[[nodiscard]] running_client start_default_tcp_client(context& ctx, const std::string& input);

/// Waits until the whole of `line` has arrived, with its newline.
void require_line(running_client& client, const std::string& line);

/// Waits until the program has read all that was sent, so that the next send arrives as a piece of
/// its own. False if it does not.
bool await_taken(const running_client& client);

/// Ends its input and echoes all that comes until the program closes or stops, then waits for its
/// end.
void echo_all(running_client& client);

/// Requires that stdout is `wanted`, exactly.
void require_output(running_client& client, const std::string& wanted);

/// Requires what a client must do when its server is gone: a message on stderr, exit status 1, no
/// hang.
void require_failure(program& process);

/// stderr without the `recv N bytes` lines that the contract asks for.
[[nodiscard]] std::string messages(const program& process);

}  // namespace suite

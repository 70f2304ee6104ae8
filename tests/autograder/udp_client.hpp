/// @file
/// A running student's UDP client, with the suite as its server.
#pragma once

#include "autograder/check.hpp"
#include "autograder/udp_peer.hpp"

#include <string>

namespace suite {

struct running_udp_client {
    program process;
    udp_peer server;
    sock::endpoint address;  ///< the program's, once a datagram has come from it
    const given* differences = nullptr;
};

/// Starts `udp_client 127.0.0.1 PORT timeout`, feeds `first` and waits for its datagram. Throws the
/// finding that says why none came, or what came instead.
[[nodiscard]] running_udp_client start_udp_client(context& ctx, support::milliseconds timeout,
                                                  const std::string& first);

/// The same with `host` and a port, without a timeout; and without any argument, where it has to
/// use 127.0.0.1 and port 5001, which is leased.
[[nodiscard]] running_udp_client start_udp_client_at(context& ctx, const std::string& host,
                                                     const std::string& first);
[[nodiscard]] running_udp_client start_default_udp_client(context& ctx, const std::string& first);

/// Feeds `line` and waits for the datagram that carries it.
void require_datagram(running_udp_client& client, const std::string& line);

/// Sends `bytes` to the client's address.
void answer(running_udp_client& client, std::string_view bytes);

/// Requires exit status `code` and stdout `wanted`.
void require_end(context& ctx, program& process, int code, const std::string& wanted);

/// How often stderr says `no reply`.
[[nodiscard]] std::size_t no_replies(const program& process);

}  // namespace suite

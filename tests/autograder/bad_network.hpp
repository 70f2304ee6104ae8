/// @file
/// Clients of a UDP server behind a network that loses, repeats and reorders datagrams.
#pragma once

#include <sock.hpp>

#include "autograder/check.hpp"

namespace suite {

/// Twelve clients send through a relay. Requires that each gets an answer to every one of its
/// datagrams that has reached the server, and nothing else. Throws the finding.
void require_answers_over_bad_network(context& ctx, const sock::endpoint& server);

}  // namespace suite

/// @file
/// What a program does with a send that takes less than it was given. The kernel seldom does that
/// on loopback; the preloaded library does it always.
#pragma once

#include "autograder/judge.hpp"
#include "autograder/tcp_peer.hpp"

#include <string_view>

namespace suite {

/// The fault "a stream takes at most a few bytes at a time": how few, the seed says.
[[nodiscard]] circumstances short_sends(std::uint64_t seed);

/// Whether the program took the short send for an error, and broke the conversation off by itself.
enum class noticed { no, yes };

/// Requires that `peer` got exactly `wanted` from `sender`. Throws the finding that says what
/// became of the rest; the calls that were written down make the cause plainer. A program that
/// noticed is advised.
void require_whole(context& at_hand, program& sender, const tcp_peer& peer, std::string_view wanted,
                   noticed what);

}  // namespace suite

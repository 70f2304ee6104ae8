/// @file
/// How a program handles a send that takes less than it was given. The kernel seldom does that on
/// loopback; the preloaded library does it at every send.
#pragma once

#include "autograder/check.hpp"
#include "autograder/tcp_peer.hpp"

#include <string_view>

namespace suite {

/// The fault "a stream takes at most a few bytes at a time"; the seed chooses how few.
[[nodiscard]] run_options short_sends(std::uint64_t seed);

/// Whether the program treated the short send as an error and closed the connection.
enum class noticed { no, yes };

/// Requires that `got`, which came from `sender`, is exactly `wanted`. Throws the finding that says
/// what is missing; the recorded calls support the cause. A program that noticed the short send
/// gets advice instead. Throws not_applicable if all came and the library has recorded no call: it
/// was not there, as in a program that starts itself again with another environment.
void require_whole(context& ctx, program& sender, std::string_view got, std::string_view wanted,
                   noticed what);

}  // namespace suite

/// @file
/// How a program handles a send that takes less than it was given. The kernel seldom does that on
/// loopback. The preloaded library does it at every send; it does not see a program that calls the
/// kernel without the C library, or that starts itself again without it. So a second look needs no
/// library: a stop (SIGSTOP) ends a send that waits, and it returns what the kernel has taken.
#pragma once

#include "autograder/check.hpp"
#include "autograder/tcp_peer.hpp"

#include <functional>
#include <string_view>

namespace suite {

/// The fault "a stream takes at most a few bytes at a time"; the seed chooses how few.
[[nodiscard]] run_options short_sends(std::uint64_t seed);

/// Stops the program in its sends, a few times, while `reader` reads little. Its buffers are small.
void stop_in_sends(program& sender, tcp_peer& reader);

/// Whether the program treated the short send as an error and closed the connection.
enum class noticed { no, yes };

/// Requires that `got`, which came from `sender`, is exactly `wanted`. Throws the finding that says
/// what is missing; the recorded calls support the cause. A program that noticed the short send
/// gets advice instead.
void require_whole(context& ctx, program& sender, std::string_view got, std::string_view wanted,
                   noticed what);

/// Throws not_applicable if the library has recorded no call: it was not there, as in a program
/// that starts itself again with another environment.
void require_report(const program& sender);

/// Both looks. What the first one could not try is said once the second has found nothing.
void look_twice(const std::function<void()>& with_library, const std::function<void()>& stopped);

}  // namespace suite

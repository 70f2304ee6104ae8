/// @file
/// Compares what was sent with what came back, and names the bug that makes this difference.
#pragma once

#include "autograder/finding.hpp"

#include <string>
#include <string_view>

namespace suite {

/// The cause of a reply that differs from `sent`: a reply that is cut at the first NUL, one that is
/// a byte too long and one that is padded are three different bugs. An empty id if they are equal.
/// `before` is what was sent earlier on the same connection or socket.
[[nodiscard]] sentence differs(std::string_view sent, std::string_view got,
                               std::string_view before = {});

/// The finding about such a reply, with what the program adds around it, if that is the cause.
[[nodiscard]] finding altered(sentence cause, std::string_view sent, std::string_view got);

/// `13 bytes "uno\0dos\0tres\n"`, and where the two part.
[[nodiscard]] sentence expected_bytes(std::string_view sent, std::string_view got);
[[nodiscard]] sentence got_bytes(std::string_view sent, std::string_view got);

}  // namespace suite

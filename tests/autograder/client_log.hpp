/// @file
/// What a TCP client writes about its receives: `recv N bytes` on stderr, for each of them.
#pragma once

#include "autograder/tcp_client.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace suite {

/// The number in a line with `recv N bytes` in it, with any text before and after.
[[nodiscard]] std::optional<std::size_t> logged(std::string_view line);

/// The N of each `recv N bytes` on stderr.
[[nodiscard]] std::vector<std::size_t> logged_receives(const program& process);

/// Requires that `bytes` were logged in all, by receives of at most `buffer` bytes.
void require_logged(const running_client& client, std::size_t buffer, std::size_t bytes);

}  // namespace suite

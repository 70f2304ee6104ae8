/// @file
/// How a client's standard output differs from the replies that it got.
#pragma once

#include <string>
#include <string_view>

namespace suite {

/// The diagnosis of a mistake that leaves its own pattern in the output, empty if there is none.
/// `wanted` are the replies, as they should be printed.
[[nodiscard]] std::string printed_cause(std::string_view wanted, std::string_view output);

/// True if `got` is `text` without spaces at one of its ends, as strip() leaves it.
[[nodiscard]] bool same_but_for_spaces(std::string_view text, std::string_view got);

}  // namespace suite

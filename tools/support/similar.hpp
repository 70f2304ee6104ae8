/// @file
/// "Did you mean": finds the word that was mistyped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace support {

/// Letters that must be put in, left out, replaced or swapped with their neighbour to turn one word
/// into the other (optimal string alignment).
[[nodiscard]] int distance(std::string_view one, std::string_view other);

/// The nearest of `words`, or an empty string if none is near enough to be meant. A word that
/// begins with `typed` or holds it (server for tcp_server) counts if it is the only one.
[[nodiscard]] std::string similar(std::string_view typed, const std::vector<std::string>& words);

}  // namespace support

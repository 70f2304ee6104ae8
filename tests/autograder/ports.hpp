/// @file
/// Port numbers for a program under test.
#pragma once

#include "sockets.hpp"

namespace suite {

/// A port that nobody uses for `kind`, whose number with its two bytes swapped is another port that
/// anybody may open: a forgotten htons then shows itself instead of failing with "permission
/// denied".
[[nodiscard]] std::uint16_t free_port(transport kind);

[[nodiscard]] std::uint16_t swapped(std::uint16_t port);

/// True if nobody holds `port`, found out by binding it for a moment: to every address of IPv4, or
/// of IPv6 alone.
[[nodiscard]] bool can_bind(transport kind, const char* address, std::uint16_t port);

}  // namespace suite

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

/// A port that is taken: for TCP by somebody who listens on it. It is held with SO_REUSEPORT, so
/// that only a program which sets that, too, gets in beside it unnoticed (socket(7)).
class occupied_port {
  public:
    explicit occupied_port(transport kind);
    ~occupied_port();
    occupied_port(const occupied_port&) = delete;
    occupied_port& operator=(const occupied_port&) = delete;

    [[nodiscard]] std::uint16_t number() const { return number_; }

  private:
    int fd_ = -1;
    std::uint16_t number_ = 0;
};

}  // namespace suite

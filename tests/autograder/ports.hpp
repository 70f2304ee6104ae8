/// @file
/// Port numbers for a program under test.
#pragma once

#include "autograder/sockets.hpp"
#include "support/unique_fd.hpp"

#include <optional>
#include <utility>

namespace suite {

/// What a server takes without an argument, and where a client looks for one.
constexpr std::uint16_t default_tcp_port = 5000;
constexpr std::uint16_t default_udp_port = 5001;

/// A port that nobody uses for `kind`, whose number with its two bytes swapped is another port that
/// anybody may open: a forgotten htons then shows itself instead of failing with "permission
/// denied".
///
/// It lies below the ports that the kernel gives to outgoing connections, so that none of these can
/// take it before the program does; and it is leased (see port_lease) until the next
/// `choose_ports_by`, or for as long as we live.
[[nodiscard]] std::uint16_t free_port(transport kind);

/// For a new check: which ports `free_port` tries first, the same for the same seed. Those that the
/// check before had are given back.
void choose_ports_by(std::uint64_t seed);

[[nodiscard]] std::uint16_t swapped(std::uint16_t port);

/// True if nobody holds `port`, found out by binding it for a moment: to every address of IPv4, or
/// of IPv6 alone.
[[nodiscard]] bool can_bind(transport kind, const char* address, std::uint16_t port);

/// The right to use a well-known port, among the suites that run in this network at the same time:
/// one looks at a server's default port while another listens there for clients that go astray. It
/// is a name in the abstract namespace (unix(7)), which the kernel frees when its holder ends.
class port_lease {
  public:
    /// Nothing if another suite has it.
    [[nodiscard]] static std::optional<port_lease> try_take(transport kind, std::uint16_t port);

  private:
    explicit port_lease(support::descriptor name) : name_(std::move(name)) {}

    support::descriptor name_;
};

/// A port that is taken: for TCP by somebody who listens on it. It is held with SO_REUSEPORT, so
/// that only a program which sets that, too, gets in beside it unnoticed (socket(7)).
class occupied_port {
  public:
    explicit occupied_port(transport kind);

    [[nodiscard]] std::uint16_t number() const { return number_; }

  private:
    support::descriptor socket_;
    std::uint16_t number_ = 0;
};

}  // namespace suite

/// @file
/// Port numbers for a program under test.
#pragma once

#include "autograder/sockets.hpp"
#include "support/unique_fd.hpp"

#include <optional>
#include <utility>

namespace suite {

/// The ports of a server and a client that got no argument.
constexpr std::uint16_t default_tcp_port = 5000;
constexpr std::uint16_t default_udp_port = 5001;

/// A free port for `kind` whose number with its two bytes swapped is a free, unprivileged port, too:
/// a program that forgets htons then opens that port instead of failing in bind.
///
/// Both lie below the ephemeral ports, so that no outgoing connection takes one before the program
/// does. They are leased (see port_lease) until the next `choose_ports_by` or the end of this
/// process.
[[nodiscard]] std::uint16_t free_port(transport kind);

/// Starts a new check: releases the ports of the previous one and seeds the order in which
/// `free_port` tries ports.
void choose_ports_by(std::uint64_t seed);

[[nodiscard]] std::uint16_t swapped(std::uint16_t port);

/// True if `port` is free. Binds it for a moment, to every address of IPv4 or of IPv6 alone.
[[nodiscard]] bool can_bind(transport kind, const char* address, std::uint16_t port);

/// An exclusive lease of a well-known port among the suites that run in this network at the same
/// time: one checks a server's default port, another listens there for clients that connect to the
/// wrong port. The lease is a name in the abstract namespace (unix(7)), which the kernel frees when
/// the process ends.
class port_lease {
  public:
    /// Nothing if another suite has it.
    [[nodiscard]] static std::optional<port_lease> try_take(transport kind, std::uint16_t port);

  private:
    explicit port_lease(support::descriptor name) : name_(std::move(name)) {}

    support::descriptor name_;
};

/// A port in use; for TCP a socket listens on it. It is held with SO_REUSEPORT, so that a program
/// that sets this option, too, binds it without an error and is noticed (socket(7)).
class occupied_port {
  public:
    explicit occupied_port(transport kind);

    [[nodiscard]] std::uint16_t number() const { return number_; }

  private:
    support::descriptor socket_;
    std::uint16_t number_ = 0;
};

}  // namespace suite

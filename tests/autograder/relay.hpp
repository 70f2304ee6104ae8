/// @file
/// A bad network for datagrams, in user space: it loses, repeats, reorders and spoofs datagrams by
/// a seeded plan. UDP allows all of this (RFC 768); loopback never does it.
#pragma once

#include <sock.hpp>

#include "autograder/timeline.hpp"
#include "autograder/udp_peer.hpp"
#include "support/deadline.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suite {

/// What a datagram says that comes from neither the server nor a client.
inline constexpr std::string_view stranger_text = "falsa";

/// What the relay does with a datagram.
enum class fate { passes, is_lost, is_repeated, is_overtaken, is_spoofed };

/// Stands between clients, which send to `address`, and a server, which sees one socket of the
/// relay for each client. Without a server the relay answers itself, as an echo server does.
class relay {
  public:
    /// `port`: where clients find it (0: any that is free).
    relay(timeline& trace, std::vector<fate> plan, std::optional<sock::endpoint> server = {},
          std::uint16_t port = 0);

    [[nodiscard]] sock::endpoint address() const { return front_.local(); }

    /// Carries datagrams in both directions until `enough` is true or the time is over.
    bool carry(const std::function<bool()>& enough, support::deadline until);

    /// How many datagrams came from clients, lost ones included.
    [[nodiscard]] std::size_t taken() const { return next_; }

    /// The datagrams that reached the server (or were answered here), by the client's port.
    [[nodiscard]] const std::map<std::uint16_t, std::vector<std::string>>& arrived() const {
        return arrived_;
    }

  private:
    void take(const letter& request);
    void deliver(const letter& request);
    void deliver_held();
    void spoof(const letter& request);
    void answer(std::uint16_t client, std::string_view bytes);
    udp_peer& back_for(const sock::endpoint& client);

    timeline* trace_;
    std::vector<fate> plan_;
    std::size_t next_ = 0;
    std::optional<sock::endpoint> server_;
    udp_peer front_;
    udp_peer stranger_;
    std::map<std::uint16_t, udp_peer> back_;
    std::map<std::uint16_t, sock::endpoint> clients_;
    std::optional<letter> held_;
    std::map<std::uint16_t, std::vector<std::string>> arrived_;
};

/// `plan` in an order that `seed` decides.
[[nodiscard]] std::vector<fate> shuffled(std::vector<fate> plan, std::uint64_t seed);

}  // namespace suite

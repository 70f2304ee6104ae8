/// @file
/// A bad network for datagrams, in user space: it loses, repeats, reorders and spoofs by a plan
/// that a seed decides. UDP promises nothing else (RFC 768), and loopback never shows it.
#pragma once

#include "autograder/timeline.hpp"
#include "autograder/udp_peer.hpp"
#include "support/deadline.hpp"

#include <sock.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace suite {

/// What becomes of a datagram.
enum class fate { passes, is_lost, is_repeated, is_overtaken, is_spoofed };

/// Lies between clients, which send to `address`, and a server, which sees one socket of ours for
/// each of them. Without a server it answers by itself, as an echo server does.
class relay {
  public:
    relay(timeline& story, std::vector<fate> plan, std::optional<sock::endpoint> server = {});

    [[nodiscard]] sock::endpoint address() const { return front_.local(); }

    /// Carries what comes, in both directions, until `enough` or the time is spent.
    bool carry(const std::function<bool()>& enough, support::deadline until);

    /// How many datagrams of clients came here, whatever became of them.
    [[nodiscard]] std::size_t taken() const { return next_; }

    /// What has reached the server (or was answered here), by the port of the client that sent it.
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

    timeline* story_;
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

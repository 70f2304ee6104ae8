/// @file
/// The server for many clients and its clients, as its checks need them.
#pragma once

#include "autograder/server.hpp"
#include "autograder/tcp_peer.hpp"

#include <string>
#include <vector>

namespace many_server_checks {

using namespace suite;

inline const std::string name = "many_server";
inline const std::string line = "hola a todos\n";

/// Clients that stay connected. They do not appear in the timeline one by one.
struct crowd {
    timeline unseen{};
    std::vector<tcp_peer> clients{};

    /// Connects until there are `count` clients. False if a connection is refused.
    bool connect(const running_server& server, std::size_t count);
};

/// True if `text` comes back.
[[nodiscard]] bool answers(tcp_peer& client, const std::string& text);

/// The finding about `text`, which did not come back.
[[nodiscard]] finding unanswered(running_server& server, const tcp_peer& client,
                                 const std::string& text, sentence if_ended, sentence if_stuck);

/// Sends `line` and requires it back.
void require_answer(running_server& server, tcp_peer& client, sentence if_ended, sentence if_stuck);

}  // namespace many_server_checks

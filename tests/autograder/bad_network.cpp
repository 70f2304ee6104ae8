#include "autograder/bad_network.hpp"

#include "autograder/bytes.hpp"
#include "autograder/relay.hpp"
#include "autograder/timeouts.hpp"
#include "autograder/udp_peer.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

namespace suite {
namespace {

// A client behind the bad network.
struct correspondent {
    udp_peer socket;
    std::vector<std::string> replies = {};
    std::size_t came = 0;
};

std::vector<fate> bad_network(std::size_t length, std::uint64_t seed) {
    constexpr fate kinds[] = {fate::passes, fate::is_lost, fate::is_repeated, fate::is_overtaken};
    std::vector<fate> plan;
    for (std::size_t i = 0; i < length; ++i)
        plan.push_back(kinds[i % std::size(kinds)]);
    plan = shuffled(plan, seed);
    plan.push_back(fate::passes);  // delivers what was held back
    return plan;
}

std::size_t replies_of(const std::vector<correspondent>& all) {
    std::size_t result = 0;
    for (const auto& each : all)
        result += each.replies.size();
    return result;
}

std::size_t arrivals_of(const relay& network) {
    std::size_t result = 0;
    for (const auto& [client, letters] : network.arrived())
        result += letters.size();
    return result;
}

// Of a server that sends each answer twice, every second one is left out.
void collect(const given& accepted, std::vector<correspondent>& all) {
    for (auto& each : all) {
        while (const auto reply = each.socket.receive(no_wait)) {
            if (++each.came % 2 == 1 || !accepted.accepts(way::two_datagrams))
                each.replies.push_back(reply->bytes);
        }
    }
}

// Each peer sends its own text. All that reached the server must come back before the next round,
// because the queue of a socket is short.
void require_round(const given& accepted, relay& network, std::vector<correspondent>& all,
                   std::size_t round) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].socket.send("carta " + std::to_string(round) + " de " + std::to_string(i + 1),
                           network.address());
    }
    const auto taken = network.taken() + all.size();
    const auto came = [&] {
        collect(accepted, all);
        return network.taken() >= taken && replies_of(all) >= arrivals_of(network);
    };
    network.carry(came, support::deadline(time_to_answer));
}

// What a wrong server answers, and to which peer, shows its mistake.
void require_all_answered(const given& accepted, const relay& network,
                          std::vector<correspondent>& all) {
    std::size_t silent = 0;
    bool mixed_up = false;
    bool all_good = true;
    for (auto& each : all) {
        auto wanted = network.arrived().at(each.socket.local().port());
        for (auto& reply : each.replies) {
            const auto undone = [&](const std::string& letter) {
                return accepted.undo(letter, reply) == letter;
            };
            const auto found = std::find_if(wanted.begin(), wanted.end(), undone);
            if (found != wanted.end()) reply = *found;
        }
        std::sort(wanted.begin(), wanted.end());
        std::sort(each.replies.begin(), each.replies.end());
        all_good = all_good && wanted == each.replies;
        if (each.replies.empty()) ++silent;
        for (const auto& reply : each.replies)
            mixed_up = mixed_up || !std::binary_search(wanted.begin(), wanted.end(), reply);
    }
    if (all_good) return;
    const auto cause = mixed_up                                 ? "datagram.mixed-up"
                       : silent > 0                             ? "datagram.some-peer"
                       : replies_of(all) < arrivals_of(network) ? "datagram.repeat-ignored"
                                                                : "datagram.duplicated";
    throw finding{{cause, {{"peers", count(all.size())}, {"silent", count(silent)}}},
                  {"expected.replies", {{"count", count(arrivals_of(network))}}},
                  {"got.replies", {{"count", count(replies_of(all))}}},
                  {},
                  {}};
}

}  // namespace

void require_answers_over_bad_network(context& ctx, const sock::endpoint& server) {
    const auto peers = vary(ctx.seed, "peers", 11, 14);
    constexpr std::size_t rounds = 4;
    // The relay passes the first round unchanged: a peer without an answer there never gets one.
    auto plan = bad_network(peers * (rounds - 1), ctx.seed);
    plan.insert(plan.begin(), peers, fate::passes);
    relay network(ctx.trace, plan, server);
    std::vector<correspondent> all;
    for (std::size_t i = 0; i < peers; ++i)
        all.push_back({udp_peer(ctx.trace, "peer " + std::to_string(i + 1))});
    for (std::size_t round = 1; round <= rounds; ++round)
        require_round(ctx.given, network, all, round);
    require_all_answered(ctx.given, network, all);
}

}  // namespace suite

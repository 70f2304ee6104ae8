// The bad network follows its plan, and the plan depends on the seed.
#include "autograder/relay.hpp"

#include <algorithm>

#include <sock_catch.hpp>

using namespace suite;

namespace {

constexpr support::milliseconds plenty{5000};

// Sends `count` datagrams through a relay that answers by itself, and returns the replies.
std::vector<std::string> through(std::vector<fate> plan, std::size_t count, std::size_t answers) {
    timeline record;
    relay network(record, std::move(plan));
    udp_peer peer(record, "peer");
    std::vector<std::string> came;
    for (std::size_t i = 0; i < count; ++i) {
        peer.send(std::to_string(i), network.address());
        network.carry([&] { return network.taken() == i + 1; }, support::deadline(plenty));
    }
    while (came.size() < answers) {
        const auto reply = peer.receive(plenty);
        if (!reply) break;
        came.push_back(reply->bytes);
    }
    if (peer.receive(support::milliseconds{1})) came.push_back("one too many");
    return came;
}

using texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a datagram passes, is lost, repeated, reordered or preceded by a stranger's") {
    CHECK(through({fate::passes}, 1, 1) == texts{"0"});
    CHECK(through({fate::is_lost, fate::passes}, 2, 1) == texts{"1"});
    CHECK(through({fate::is_repeated}, 1, 2) == texts{"0", "0"});
    CHECK(through({fate::is_overtaken, fate::passes}, 2, 2) == texts{"1", "0"});
    CHECK(through({fate::is_spoofed}, 1, 2) == texts{"falsa", "0"});
}

TEST_CASE("datagrams without an entry in the plan pass") {
    CHECK(through({}, 3, 3) == texts{"0", "1", "2"});
}

TEST_CASE("the same seed gives the same order, another seed gives another one") {
    std::vector<fate> plan(20, fate::passes);
    std::fill(plan.begin() + 10, plan.end(), fate::is_lost);
    CHECK(shuffled(plan, 7) == shuffled(plan, 7));
    CHECK(shuffled(plan, 7) != shuffled(plan, 8));
    const auto mixed = shuffled(plan, 7);
    CHECK(std::count(mixed.begin(), mixed.end(), fate::is_lost) == 10);
}

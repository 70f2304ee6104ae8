#include "lab/experiment/timeline.hpp"

#include <deque>
#include <utility>

namespace experiment {
namespace {

side other(side which) {
    return which == side::client ? side::server : side::client;
}

/// Counts what one side has done so far.
struct tally {
    int connects = 0;
    int accepts = 0;
    int closes = 0;
    long sent = 0;
    long received = 0;
};

/// Merges the events of both sides between two acts into one order.
class merger {
  public:
    void add(side who, std::vector<event> events) {
        auto& line = waiting_[index(who)];
        line.insert(line.end(), events.begin(), events.end());
    }

    void merge(std::vector<step>& into) {
        while (!line_of(turn_).empty() || !line_of(other(turn_)).empty()) {
            turn_ = next_turn();
            go(into);
        }
        turn_ = side::server;  // the server starts first
    }

  private:
    std::deque<event>& line_of(side who) { return waiting_[index(who)]; }

    side next_turn() {
        if (can_go(turn_)) return turn_;
        if (can_go(other(turn_))) return other(turn_);
        // The cause of the next event was not recorded: a client's shutdown, or a killed server.
        return line_of(side::server).empty() ? side::client : side::server;
    }

    // True if the next event of this side does not depend on a later event of the other side.
    bool can_go(side who) {
        if (line_of(who).empty()) return false;
        const auto& next = line_of(who).front();
        const auto& mine = done_[index(who)];
        const auto& theirs = done_[index(other(who))];
        if (next.what == "accepted") return theirs.connects > mine.accepts;
        if (next.what == "received") return theirs.sent >= mine.received + next.bytes.value_or(0);
        if (next.what == "end-of-stream") return theirs.closes > 0;
        return true;
    }

    // After a send, the other side goes next, so that the receive follows it.
    void go(std::vector<step>& into) {
        auto next = std::move(line_of(turn_).front());
        line_of(turn_).pop_front();
        auto& mine = done_[index(turn_)];
        const auto bytes = next.bytes.value_or(0);
        mine.connects += next.what == "connected" ? 1 : 0;
        mine.accepts += next.what == "accepted" ? 1 : 0;
        mine.closes += next.what == "closed" ? 1 : 0;
        mine.sent += next.what == "sent" ? bytes : 0;
        mine.received += next.what == "received" ? bytes : 0;
        const bool reaches_out =
            next.what == "connected" || next.what == "sent" || next.what == "closed";
        into.push_back({turn_, false, {}, std::move(next)});
        if (reaches_out && can_go(other(turn_))) turn_ = other(turn_);
    }

    std::array<std::deque<event>, 2> waiting_;
    std::array<tally, 2> done_{};
    side turn_ = side::server;
};

// Some programs wait in short intervals. The number of timeouts is random, so they are left out.
// Only a UDP client keeps one, which shows that it waited for a datagram.
std::vector<event> without_idle_waits(std::vector<event> events, side who) {
    std::vector<event> result;
    for (auto& it : events) {
        const bool idle = it.what == "timed-out";
        const bool again = idle && !result.empty() && result.back().what == "timed-out";
        if (idle && (again || who == side::server || it.kind != "udp")) continue;
        result.push_back(std::move(it));
    }
    return result;
}

}  // namespace

std::vector<step> merge_timeline(const recording& from) {
    std::vector<step> result;
    merger both;
    std::array<std::size_t, 2> read{};
    const auto merge_up_to = [&](const std::array<std::size_t, 2>& lines) {
        for (const auto who : {side::client, side::server}) {
            const auto i = index(who);
            both.add(who, without_idle_waits(read_events(from.lines[i], read[i], lines[i]), who));
            read[i] = lines[i];
        }
        both.merge(result);
    };
    for (const auto& it : from.acts) {
        merge_up_to(it.seen);
        result.push_back({it.who, true, it, {}});
    }
    merge_up_to({whole_lines(from.lines[0]), whole_lines(from.lines[1])});
    return result;
}

}  // namespace experiment

#include "lab/experiment/timeline.hpp"

#include <deque>
#include <utility>

namespace experiment {
namespace {

side other(side which) {
    return which == side::client ? side::server : side::client;
}

/// What one side has done so far.
struct tally {
    int connects = 0;
    int accepts = 0;
    int closes = 0;
    long sent = 0;
    long received = 0;
};

/// Puts the events of two sides in one order, between two acts.
class weaver {
  public:
    void add(side who, std::vector<event> events) {
        auto& line = waiting_[index(who)];
        line.insert(line.end(), events.begin(), events.end());
    }

    void weave(std::vector<step>& into) {
        while (!line_of(turn_).empty() || !line_of(other(turn_)).empty()) {
            turn_ = next_turn();
            go(into);
        }
        turn_ = side::server;  // it is there first
    }

  private:
    std::deque<event>& line_of(side who) { return waiting_[index(who)]; }

    side next_turn() {
        if (can_go(turn_)) return turn_;
        if (can_go(other(turn_))) return other(turn_);
        // What is missing nobody wrote down: half a connection closed (shutdown), which is what
        // clients do; a server that was killed.
        return line_of(side::server).empty() ? side::client : side::server;
    }

    // The next event of this side needs nothing of the other's that has not happened yet.
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

    // A message is followed to the other side as soon as it is sent.
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

// Some programs wait in short turns. How often one looked in vain depends on the moment, and tells
// something only of a client that waits for a datagram: that it did.
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

std::vector<step> tell(const recording& from) {
    std::vector<step> result;
    weaver both;
    std::array<std::size_t, 2> read{};
    const auto weave_up_to = [&](const std::array<std::size_t, 2>& lines) {
        for (const auto who : {side::client, side::server}) {
            const auto i = index(who);
            both.add(who, without_idle_waits(read_events(from.lines[i], read[i], lines[i]), who));
            read[i] = lines[i];
        }
        both.weave(result);
    };
    for (const auto& it : from.acts) {
        weave_up_to(it.seen);
        result.push_back({it.who, true, it, {}});
    }
    weave_up_to({whole_lines(from.lines[0]), whole_lines(from.lines[1])});
    return result;
}

}  // namespace experiment

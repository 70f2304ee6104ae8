#include "lab/experiment/sequence.hpp"

#include <algorithm>
#include <csignal>

namespace experiment {
namespace {

using console::voice;

// The typed text without its newline.
std::string typed(const act& it, const voice& say) {
    auto text = it.text;
    if (!text.empty() && text.back() == '\n') text.pop_back();
    return say.text("sequence.typed", {{"text", text}});
}

std::string ending(const act& it, const voice& say) {
    if (it.signal == SIGINT) return say.text("sequence.ended");
    if (it.signal != 0) return say.text("sequence.signal", {{"number", std::to_string(it.signal)}});
    return say.text("sequence.exit", {{"status", std::to_string(it.status)}});
}

std::string text_of(const act& it, const voice& say) {
    switch (it.kind) {
    case act_kind::started:
        return "$ " + it.text;
    case act_kind::typed:
        return typed(it, say);
    case act_kind::end_of_input:
        return say.text("sequence.end-of-input");
    case act_kind::interrupted:
        return say.text("sequence.interrupted");
    case act_kind::killed:
        return say.text("sequence.killed");
    case act_kind::fin_arrived:
        return say.text("sequence.told");
    case act_kind::ended:
        return ending(it, say);
    case act_kind::still_runs:
        break;
    }
    return say.text("sequence.still-runs");
}

std::string received(const event& it, const voice& say) {
    const auto bytes = std::to_string(it.bytes.value_or(0));
    if (!it.asked) return say.text("sequence.received", {{"bytes", bytes}});
    return say.text("sequence.received-of",
                    {{"bytes", bytes}, {"room", std::to_string(*it.asked)}});
}

std::string call_or(const event& it, const char* otherwise) {
    return it.call.empty() ? otherwise : it.call;
}

std::string text_of(const event& it, const voice& say) {
    if (it.again) return say.text("sequence.again");
    if (it.what == "listening") return "listen";
    if (it.what == "connected")
        return it.kind == "udp" ? say.text("sequence.connected-udp") : std::string("connect");
    if (it.what == "accepted") return "accept";
    if (it.what == "sent")
        return say.text("sequence.sent", {{"bytes", std::to_string(it.bytes.value_or(0))}});
    if (it.what == "received") return received(it, say);
    if (it.what == "end-of-stream") return say.text("sequence.end-of-stream");
    if (it.what == "closed") return "close";
    if (it.what == "timed-out")
        return say.text("sequence.timed-out", {{"call", call_or(it, "recv")}});
    return say.text("sequence.failed", {{"call", call_or(it, "socket")}, {"error", it.error}});
}

bool tells_nothing(const step& it) {
    const auto& what = it.event.what;
    return !it.is_act && (what == "opened" || what == "bound" || what == "connecting");
}

bool is_event(const step& it, std::string_view what) {
    return !it.is_act && it.event.what == what;
}

/// The steps as rows, one after another.
class drawing {
  public:
    drawing(const played& it, const voice& say) : say_(say), alone_(it.record.programs[1].empty()) {
        std::copy_if(it.steps.begin(), it.steps.end(), std::back_inserter(steps_),
                     [](const step& one) { return !tells_nothing(one); });
    }

    std::vector<row> draw() {
        while (at_ < steps_.size())
            draw(steps_[at_++]);
        return std::move(rows_);
    }

  private:
    void draw(const step& it) {
        row next;
        auto& own = it.who == side::client ? next.left : next.right;
        own = it.is_act ? text_of(it.act, say_) : text_of(it.event, say_);
        if (it.is_act) {
            next.how = it.act.kind == act_kind::still_runs ? weight::trouble : weight::person;
        } else if (it.event.what == "failed" || it.event.what == "timed-out") {
            next.how = weight::trouble;
        }
        if (is_event(it, "closed")) skip_further_closes(it.who);
        travel(it, next);
        server_gone_ = server_gone_ || ends_server(it);
        rows_.push_back(std::move(next));
    }

    // A connection and a listener that are closed one after the other count as one close.
    void skip_further_closes(side who) {
        while (at_ < steps_.size() && is_event(steps_[at_], "closed") && steps_[at_].who == who)
            ++at_;
    }

    void travel(const step& it, row& next) {
        const auto way = it.who == side::client ? arrow::to_server : arrow::to_client;
        if (is_event(it, "connected") && it.event.kind != "udp") {
            next.between = way;
            add_receiver("accepted", it, next);
        } else if (is_event(it, "sent")) {
            next.between = nobody_there() ? arrow::into_nothing : way;
            next.label = say_.text("sequence.bytes",
                                   {{"bytes", std::to_string(it.event.bytes.value_or(0))}});
            add_receiver("received", it, next);
        } else if (sends_fin(it) || ends_server(it)) {
            next.between = way;
            next.label = "FIN";
            add_receiver("end-of-stream", it, next);
        }
    }

    [[nodiscard]] bool nobody_there() const { return alone_ || server_gone_; }

    // A closed listener has no peer.
    [[nodiscard]] bool sends_fin(const step& it) const {
        return is_event(it, "closed") && it.event.kind == "tcp" && !it.event.peer.empty() &&
               !nobody_there();
    }

    // When the server ends, its system sends the FIN.
    static bool ends_server(const step& it) {
        return it.is_act && it.act.kind == act_kind::ended && it.who == side::server;
    }

    // Adds the call by which the other side receives this event, if it comes next.
    void add_receiver(std::string_view what, const step& from, row& next) {
        if (at_ >= steps_.size()) return;
        const auto& answer = steps_[at_];
        if (!is_event(answer, what) || answer.who == from.who) return;
        if (what == "received" && answer.event.bytes != from.event.bytes) return;
        (answer.who == side::client ? next.left : next.right) = text_of(answer.event, say_);
        ++at_;
    }

    const voice& say_;
    bool alone_;
    bool server_gone_ = false;
    std::vector<step> steps_;
    std::vector<row> rows_;
    std::size_t at_ = 0;
};

}  // namespace

std::vector<row> rows(const played& it, const voice& say) {
    return drawing(it, say).draw();
}

std::array<std::string, 2> lanes(const played& it, const voice& say) {
    auto result = it.record.programs;
    if (result[1].empty()) result[1] = say.text("sequence.nobody");
    return result;
}

}  // namespace experiment

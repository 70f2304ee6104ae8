#include "lab/experiment/experiments.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <regex>

namespace experiment {
namespace {

/// The client's events after the last act of `kind`.
std::vector<event> client_events_after(const played& it, act_kind kind) {
    std::vector<event> result;
    for (const auto& step : it.steps) {
        if (step.is_act && step.act.kind == kind) result.clear();
        if (!step.is_act && step.who == side::client) result.push_back(step.event);
    }
    return result;
}

const event* find(const std::vector<event>& in, std::string_view what) {
    const auto found =
        std::find_if(in.begin(), in.end(), [&](const event& it) { return it.what == what; });
    return found == in.end() ? nullptr : &*found;
}

bool sends(const event& it) {
    return it.call.rfind("send", 0) == 0 || it.call.rfind("write", 0) == 0;
}

std::size_t typed_lines(const played& it) {
    return static_cast<std::size_t>(
        std::count_if(it.record.acts.begin(), it.record.acts.end(),
                      [](const act& one) { return one.kind == act_kind::typed; }));
}

// A bad ending that is the same for all three experiments; empty if there is none.
std::string bad_ending(const played& it) {
    const auto* end = find_act(it.record, act_kind::ended, side::client);
    if (end == nullptr) return "hangs";
    if (end->signal != 0) return "crashed";
    return "";
}

std::string outcome_a(const played& it) {
    auto bad = bad_ending(it);
    if (!bad.empty()) return bad;
    if (find_act(it.record, act_kind::ended, side::client)->status == 0) return "claims-well";
    if (it.errors.empty()) return "silent";
    return typed_lines(it) < 2 ? "noticed-at-once" : "noticed-late";
}

std::string outcome_b(const played& it) {
    const auto events = client_events_after(it, act_kind::started);
    const auto* failed = find(events, "failed");
    if (failed != nullptr && sends(*failed)) return "send-failed";
    auto bad = bad_ending(it);
    if (!bad.empty()) return bad;
    if (it.recorded && find(events, "sent") == nullptr) return "nothing-sent";
    if (find_act(it.record, act_kind::ended, side::client)->status == 0) return "claims-well";
    if (failed != nullptr && failed->error == "ECONNREFUSED") return "refused";
    return it.errors.find("no reply") != std::string::npos ? "no-reply" : "unsaid";
}

std::string outcome_c(const played& it) {
    auto bad = bad_ending(it);
    if (!bad.empty()) return bad;
    const auto sizes = pieces(it);
    const bool small =
        std::all_of(sizes.begin(), sizes.end(), [](long size) { return size <= small_buffer; });
    if (sizes.empty()) return it.output == long_line ? "unseen" : "lost";
    if (!small) return "whole";
    return it.output == long_line ? "fragments" : "lost";
}

// Reads the lines "recv 8 bytes" that the contract requires on stderr.
std::vector<long> logged_pieces(const std::string& errors) {
    static const std::regex form(R"(recv (\d{1,9}) bytes)");
    std::vector<long> result;
    const std::sregex_iterator none;
    for (std::sregex_iterator found(errors.begin(), errors.end(), form); found != none; ++found) {
        const long size = std::stol(found->str(1));
        if (size > 0) result.push_back(size);
    }
    return result;
}

}  // namespace

std::string_view name(letter which) {
    constexpr std::array names{"a", "b", "c"};
    return names[static_cast<std::size_t>(which)];
}

std::optional<letter> letter_of(std::string_view text) {
    if (text == "a" || text == "A") return letter::a;
    if (text == "b" || text == "B") return letter::b;
    if (text == "c" || text == "C") return letter::c;
    return std::nullopt;
}

std::string outcome(const played& it) {
    if (it.which == letter::a) return outcome_a(it);
    return it.which == letter::b ? outcome_b(it) : outcome_c(it);
}

bool as_described(letter which, std::string_view outcome) {
    if (which == letter::a) return outcome == "noticed-late" || outcome == "noticed-at-once";
    if (which == letter::b) return outcome == "no-reply" || outcome == "refused";
    return outcome == "fragments";
}

std::string noticed_by(const played& it) {
    for (const auto& one : client_events_after(it, act_kind::interrupted)) {
        if (one.what == "end-of-stream") return "recv";
        if (one.what == "failed") return one.call;
    }
    return "";
}

std::vector<long> pieces(const played& it) {
    std::vector<long> result;
    for (const auto& one : client_events_after(it, act_kind::typed)) {
        if (one.what == "received") result.push_back(one.bytes.value_or(0));
    }
    // A static program, or one that reads its socket as a file, records no such event.
    return result.empty() ? logged_pieces(it.errors) : result;
}

const act* find_act(const recording& in, act_kind kind, side who) {
    const auto found = std::find_if(in.acts.rbegin(), in.acts.rend(), [&](const act& one) {
        return one.kind == kind && one.who == who;
    });
    return found == in.acts.rend() ? nullptr : &*found;
}

}  // namespace experiment

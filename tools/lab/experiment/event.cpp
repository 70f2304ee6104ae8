#include "lab/experiment/event.hpp"

#include "support/lines.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace experiment {
namespace {

using nlohmann::json;

std::string text_of(const json& from, const char* key) {
    const auto found = from.find(key);
    return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<long> number_of(const json& from, const char* key) {
    const auto found = from.find(key);
    if (found == from.end() || !found->is_number_integer()) return std::nullopt;
    return found->get<long>();
}

bool only_waits(const event& it) {
    constexpr std::array waiting{"EAGAIN", "EWOULDBLOCK", "EINTR", "EINPROGRESS", "EALREADY"};
    return it.what == "failed" &&
           std::find(waiting.begin(), waiting.end(), it.error) != waiting.end();
}

// A server that forks holds each connection twice: closing its own copy does not end the child's.
// Which process closes first is random, so it is not an event of the conversation.
bool closes_a_copy(const event& it, const std::vector<std::string_view>& lines, std::size_t at) {
    if (it.what != "closed" || it.peer.empty()) return false;
    return std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(at) + 1, lines.end(),
                       [&](const auto& line) {
                           const auto later = read_event(line);
                           return later && later->local == it.local && later->peer == it.peer;
                       });
}

// An endless loop records the same line a million times before it is stopped. Reading all of them
// would take a minute, and showing them would not help.
struct repetition {
    bool counted = false;                    ///< the line before was an event of the conversation
    std::size_t enough = std::string::npos;  ///< how often it may come in a row
    std::size_t times = 0;
    std::string_view words;  ///< of the line before, without its time

    bool endless(std::string_view line) {
        const auto now = line.substr(std::min(line.find(','), line.size()));
        times = now == words ? times + 1 : 1;
        words = now;
        return times > enough;
    }
};

// The lab's messages have at most 18 bytes, and may come one by one; each copy of a connection is
// closed once.
std::size_t enough_of(const std::optional<event>& it) {
    if (it && it->what == "closed") return std::string::npos;
    return it && it->bytes.value_or(0) > 0 ? 20 : 3;
}

}  // namespace

std::optional<event> read_event(std::string_view line) {
    const auto from = json::parse(line, nullptr, false);
    if (!from.is_object()) return std::nullopt;
    event result;
    const auto t = from.find("t");
    if (t != from.end() && t->is_number()) result.t = t->get<double>();
    result.what = text_of(from, "event");
    result.kind = text_of(from, "kind");
    result.local = text_of(from, "local");
    result.peer = text_of(from, "peer");
    result.call = text_of(from, "call");
    result.error = text_of(from, "error");
    result.bytes = number_of(from, "bytes");
    result.asked = number_of(from, "asked");
    if (result.what.empty()) return std::nullopt;
    return result;
}

std::size_t whole_lines(std::string_view recording) {
    return static_cast<std::size_t>(std::count(recording.begin(), recording.end(), '\n'));
}

std::vector<event> read_events(std::string_view recording, std::size_t first, std::size_t last) {
    // No conversation of the lab has as many events. A loop of several calls soon exceeds it.
    constexpr std::size_t most = 200;
    std::vector<event> result;
    repetition run;
    const auto all = support::lines(recording);
    const auto end = std::min(last, all.size());
    for (std::size_t i = first; i < end; ++i) {
        if (result.size() == most && end - i > most) i = end - most;  // keeps the end
        if (run.endless(all[i])) {
            if (run.counted) result.back().again = true;
            continue;
        }
        auto one = read_event(all[i]);
        run.counted = one && !only_waits(*one) && !closes_a_copy(*one, all, i);
        run.enough = enough_of(one);
        if (run.counted) result.push_back(std::move(*one));
    }
    return result;
}

}  // namespace experiment

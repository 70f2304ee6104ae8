#include "experiment/event.hpp"

#include "authoring/lines.hpp"

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

// A server that forks holds each connection twice: its own copy closed, the child's goes on. Which
// of the two processes comes first is chance, and no event of the conversation.
bool closes_a_copy(const event& it, const std::vector<std::string_view>& lines, std::size_t at) {
    if (it.what != "closed" || it.peer.empty()) return false;
    return std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(at) + 1, lines.end(),
                       [&](const auto& line) {
                           const auto later = read_event(line);
                           return later && later->local == it.local && later->peer == it.peer;
                       });
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
    // A client that takes the end for nothing receives nothing a million times before it is
    // stopped: how that begins and how it ends is all there is to tell, and reading it all takes a
    // minute.
    constexpr std::size_t most = 10'000;
    std::vector<event> result;
    const auto all = authoring::lines(recording);
    const auto end = std::min(last, all.size());
    for (std::size_t i = first; i < end; ++i) {
        if (i == first + most && end - i > most) i = end - most;
        auto one = read_event(all[i]);
        if (!one || only_waits(*one) || closes_a_copy(*one, all, i)) continue;
        result.push_back(std::move(*one));
    }
    return result;
}

}  // namespace experiment

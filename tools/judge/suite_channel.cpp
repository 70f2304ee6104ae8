#include "judge/suite_channel.hpp"

#include "support/text.hpp"
#include "wire/worded.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace judge {
namespace {

using json = nlohmann::ordered_json;

// Room for a check with a long transcript. The suite writes no longer line.
constexpr std::size_t longest_line = 1024 * 1024;  // the longest is a transcript of 1000 steps
constexpr std::size_t most_bytes = 8 * 1024 * 1024;

[[noreturn]] void reject(const std::string& what) {
    throw std::runtime_error(what);
}

// The parser nests as deep as its input: more levels than an event has are refused during parsing.
json parse(std::string_view text) {
    const auto shallow = [](int depth, json::parse_event_t, json&) {
        if (depth > 6) reject("an event is nested too deep");
        return true;
    };
    return json::parse(text.begin(), text.end(), shallow);
}

std::string text_of(const json& what, const char* key) {
    const auto found = what.find(key);
    if (found == what.end() || !found->is_string()) reject(std::string("an event has no ") + key);
    return found->get<std::string>();
}

bool wanted(const std::vector<std::string>& only, const std::string& id) {
    return only.empty() || std::find(only.begin(), only.end(), id) != only.end();
}

void clean(std::string& text) {
    text = support::printable(text);
}

void clean(wire::sentence& it) {
    clean(it.text);
    for (auto& [key, value] : it.params)
        clean(value);
}

void make_printable(wire::check& it) {
    auto& seen = it.evidence;
    for (auto* text : {&seen.did, &seen.guide, &seen.by_hand})
        clean(*text);
    for (auto* each : wire::sentences_of(it))
        clean(*each);
    for (auto& step : seen.timeline)
        clean(step.by_hand);
}

}  // namespace

suite_channel::suite_channel(const course::exercise& exercise, course::language language,
                             const std::vector<std::string>& only,
                             std::function<void(const wire::check&)> on_check)
    : exercise_(exercise), language_(language), on_check_(std::move(on_check)) {
    for (const auto& it : exercise.checks)
        if (wanted(only, it.id)) expected_.push_back(&it);
}

void suite_channel::feed(std::string_view bytes) {
    total_ += bytes.size();
    if (!violation_.empty()) return;
    try {
        if (total_ > most_bytes) reject("it is longer than any report");
        while (!bytes.empty()) {
            const auto end = std::min(bytes.find('\n'), bytes.size());
            if (pending_.size() + end > longest_line) reject("a line is longer than any event");
            pending_.append(bytes.substr(0, end));
            if (end == bytes.size()) return;
            line(pending_);
            pending_.clear();
            bytes.remove_prefix(end + 1);
        }
    } catch (const std::exception& reason) {
        violation_ = support::one_line(reason.what());
    }
}

void suite_channel::line(std::string_view text) {
    if (finished_) reject("something comes after its end");
    event(parse(text));
}

void suite_channel::event(const json& what) {
    if (!what.is_object()) reject("a line is no event");
    const auto kind = text_of(what, "event");
    if (!started_ && kind != "started") reject("it does not begin with its beginning");
    if (kind == "started") return start(what);
    if (kind == "check") return take(what);
    if (kind == "transcript") return take_transcript(what);
    if (kind == "finished") return finish(what);
    reject("it has an event " + kind);
}

void suite_channel::start(const json& what) {
    if (started_) reject("it begins twice");
    const auto count = what.find("checks");
    if (count == what.end() || !count->is_number_unsigned())
        reject("it does not say how many checks");
    if (count->get<std::size_t>() != expected_.size()) reject("it has another number of checks");
    seed_ = support::one_line(text_of(what, "seed"), 64);
    started_ = true;
}

void suite_channel::take(const json& what) {
    auto it = wire::check_from_json(what);
    const auto of_course = std::find_if(expected_.begin(), expected_.end(),
                                        [&](const auto* known) { return known->id == it.id; });
    if (of_course == expected_.end()) reject("it has a check that is not in the course: " + it.id);
    if (received_.count(it.id) != 0) reject("it has a check twice: " + it.id);
    if (it.max_points != (*of_course)->points) reject("it has other points for " + it.id);
    const bool has_reason = it.not_tried() || !it.evidence.because.empty();
    if (it.verdict == wire::verdict::skipped && !has_reason)
        reject("it skips without a reason " + it.id);

    // Only what was observed comes from the channel; what the course knows, from the course.
    auto believed = wire::blank(**of_course, language_);
    believed.verdict = it.verdict;
    believed.points = it.points;
    believed.diagnosis = it.diagnosis;
    believed.duration_ms = it.duration_ms;
    believed.evidence = it.evidence;
    const int todo = it.evidence.todo;
    const bool names_one = todo >= 1 && todo <= static_cast<int>(exercise_.todos.size());
    if (!names_one) believed.evidence.todo = (*of_course)->todo;
    make_printable(believed);
    received_.emplace(believed.id, believed);
    if (on_check_) on_check_(believed);
}

// A transcript is shown and kept, but no verdict depends on it.
void suite_channel::take_transcript(const json& what) {
    const auto id = text_of(what, "id");
    if (received_.count(id) == 0) reject("it has a transcript of an unknown check: " + id);
    if (transcripts_.count(id) != 0) reject("it has two transcripts of a check: " + id);
    const auto steps = what.find("steps");
    if (steps == what.end()) reject("a transcript has no steps");
    auto transcript = wire::transcript_from_json(*steps);
    for (auto& step : transcript) {
        clean(step.what);
        clean(step.by_hand);
    }
    transcripts_.emplace(id, std::move(transcript));
}

void suite_channel::finish(const json& what) {
    const auto waited = what.find("waited_ms");
    if (waited != what.end() && waited->is_number())
        waited_ = std::chrono::milliseconds{
            static_cast<long>(std::clamp(waited->get<double>(), 0.0, 3'600'000.0))};
    if (received_.size() != expected_.size()) reject("it ends before all checks are there");
    finished_ = true;
}

std::vector<wire::check> suite_channel::checks(const wire::sentence& reason) const {
    std::vector<wire::check> result;
    for (const auto* wanted : expected_) {
        const auto found = received_.find(wanted->id);
        if (violation_.empty() && found != received_.end()) {
            result.push_back(found->second);
            continue;
        }
        auto missing = wire::blank(*wanted, language_);
        missing.verdict = wire::verdict::internal_error;
        missing.diagnosis = reason;
        result.push_back(missing);
    }
    return result;
}

}  // namespace judge

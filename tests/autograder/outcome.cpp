#include "autograder/outcome.hpp"

#include <nlohmann/json.hpp>

#include <sstream>

namespace suite {
namespace {

using json = nlohmann::json;

json diagnosis_of(const outcome& what) {
    if (what.diagnosis.id.empty()) return nullptr;
    return {{"id", what.diagnosis.id}, {"params", what.diagnosis.values}, {"text", what.cause}};
}

// A transcript has room for so much; the beginning and the end tell the story.
constexpr std::size_t most_steps_told = 1000;

json steps_of(const std::vector<step>& from) {
    json result = json::array();
    for (const auto& each : shortened(from, most_steps_told))
        result.push_back({{"at", each.at}, {"what", each.what}, {"by_hand", each.by_hand}});
    return result;
}

json evidence_of(const outcome& what) {
    json result = json::object();
    const auto add = [&](const char* key, const std::string& text) {
        if (!text.empty()) result[key] = text;
    };
    add("did", what.did);
    add("expected", what.expected);
    add("got", what.got);
    if (!what.seen.empty()) result["seen"] = what.seen;
    if (!what.advice.empty()) result["advice"] = what.advice;
    add("guide", what.guide);
    add("by_hand", what.by_hand);
    add("because", what.because);
    if (!what.timeline.empty()) result["timeline"] = what.timeline;
    return result;
}

json event_of(const outcome& what) {
    return {{"event", "check"},
            {"id", what.id},
            {"program", what.program},
            {"title", what.title},
            {"verdict", name(what.result)},
            {"points", what.points},
            {"max_points", what.max_points},
            {"todo", what.todo},
            {"hidden", what.hidden},
            {"diagnosis", diagnosis_of(what)},
            {"evidence", evidence_of(what)},
            {"duration_ms", what.took.count()}};
}

// A program may print what is no UTF-8; that must not cost it the verdict.
std::string dumped(const json& event) {
    return event.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

verdict verdict_of(std::string_view text) {
    for (const auto each : {verdict::passed, verdict::failed, verdict::skipped, verdict::unstable,
                            verdict::not_run}) {
        if (name(each) == text) return each;
    }
    return verdict::internal_error;
}

// Breaks `text` at spaces so that no line is longer than 80 columns.
std::string wrapped(const std::string& text, const std::string& indent) {
    std::istringstream words(text);
    std::string result = indent;
    std::string word;
    std::size_t column = indent.size();
    while (words >> word) {
        if (column > indent.size() && column + 1 + word.size() > 80) {
            result += '\n' + indent;
            column = indent.size();
        }
        if (column > indent.size()) result += ' ';
        result += word;
        column += word.size() + 1;
    }
    return result + '\n';
}

}  // namespace

std::string_view name(verdict which) {
    switch (which) {
    case verdict::passed:
        return "passed";
    case verdict::failed:
        return "failed";
    case verdict::skipped:
        return "skipped";
    case verdict::unstable:
        return "unstable";
    case verdict::not_run:
        return "not-run";
    case verdict::internal_error:
        break;
    }
    return "internal-error";
}

json to_json(const outcome& what) {
    auto result = event_of(what);
    result["steps"] = steps_of(what.steps);
    return result;
}

outcome outcome_from_json(const json& from) {
    outcome result;
    result.id = from.at("id");
    result.program = from.at("program");
    result.title = from.at("title");
    result.result = verdict_of(from.at("verdict").get<std::string>());
    result.points = from.at("points");
    result.max_points = from.at("max_points");
    result.todo = from.at("todo");
    result.hidden = from.at("hidden");
    if (const auto& diagnosis = from.at("diagnosis"); diagnosis.is_object()) {
        result.diagnosis.id = diagnosis.at("id");
        for (const auto& [key, value] : diagnosis.at("params").items())
            result.diagnosis.values.emplace(key, value.get<std::string>());
        result.cause = diagnosis.at("text");
    }
    const auto& evidence = from.at("evidence");
    result.did = evidence.value("did", "");
    result.expected = evidence.value("expected", "");
    result.got = evidence.value("got", "");
    result.seen = evidence.value("seen", std::vector<std::string>{});
    result.advice = evidence.value("advice", std::vector<std::string>{});
    result.guide = evidence.value("guide", "");
    result.by_hand = evidence.value("by_hand", "");
    result.because = evidence.value("because", "");
    result.timeline = evidence.value("timeline", std::vector<std::string>{});
    result.took = std::chrono::duration<double, std::milli>(from.at("duration_ms").get<double>());
    for (const auto& each : from.at("steps"))
        result.steps.push_back({each.at("at"), each.at("what"), each.at("by_hand")});
    return result;
}

outcome second_try(const outcome& first, outcome second) {
    if (second.result == verdict::passed) {
        second.result = verdict::unstable;
        second.diagnosis = first.diagnosis;
        second.cause = first.cause;
        second.did = first.did;
        second.expected = first.expected;
        second.got = first.got;
        second.seen = first.seen;
        for (const auto& each : second.steps)
            second.timeline.push_back(line_of(each));
    }
    const step border{0, "----", {}};
    const auto join = [&](auto& into, const auto& before, const auto& line) {
        into.insert(into.begin(), line);
        into.insert(into.begin(), before.begin(), before.end());
    };
    join(second.timeline, first.timeline, border.what);
    join(second.steps, first.steps, border);
    second.took += first.took;
    return second;
}

std::string to_json_line(const outcome& what) {
    return dumped(event_of(what));
}

std::string to_transcript_line(const outcome& what) {
    return dumped({{"event", "transcript"}, {"id", what.id}, {"steps", steps_of(what.steps)}});
}

std::string to_text(const outcome& what, const course::catalogue& words) {
    std::string result = std::string(name(what.result)) + "  " + what.id + "  " +
                         std::to_string(what.points) + "/" + std::to_string(what.max_points) + '\n';
    const auto line = [&](const char* label, const std::string& text) {
        if (!text.empty()) result += wrapped(words.text(label) + ": " + text, "    ");
    };
    for (const auto& item : what.advice)
        line("label.advice", item);
    const bool passed = what.result == verdict::passed;
    if (!passed && !what.did.empty()) result += wrapped(what.did, "  ");
    line("label.expected", what.expected);
    line("label.got", what.got);
    if (!what.cause.empty()) result += wrapped(what.cause, "  ");
    for (const auto& item : what.seen)
        line("label.seen", item);
    if (passed) return result;
    if (what.todo > 0 && what.because.empty()) line("label.todo", std::to_string(what.todo));
    line("label.by-hand", what.by_hand);
    return result;
}

}  // namespace suite

#include "autograder/outcome.hpp"

#include <nlohmann/json.hpp>

#include <sstream>
#include <utility>

namespace suite {
namespace {

// Limit for the steps of one transcript line; the beginning and the end are kept.
constexpr std::size_t most_steps_told = 1000;

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

outcome second_try(const outcome& first, outcome second) {
    auto& check = second.check;
    if (check.verdict == verdict::passed) {
        check.verdict = verdict::unstable;
        check.diagnosis = first.check.diagnosis;
        auto advice = std::move(check.evidence.advice);
        check.evidence = first.check.evidence;
        check.evidence.advice = std::move(advice);
        check.evidence.timeline = shortened(second.steps, steps_in_message);
    }
    const auto join = [](wire::transcript& into, const wire::transcript& before) {
        into.insert(into.begin(), {0, wire::plain("----"), {}});
        into.insert(into.begin(), before.begin(), before.end());
    };
    join(check.evidence.timeline, first.check.evidence.timeline);
    join(second.steps, first.steps);
    check.duration_ms += first.check.duration_ms;
    return second;
}

std::string to_json_line(const wire::check& it) {
    nlohmann::ordered_json event{{"event", "check"}};
    event.update(wire::to_json(it));
    return wire::dump(event) + '\n';
}

std::string to_transcript_line(const outcome& what) {
    return wire::dump({{"event", "transcript"},
                       {"id", what.check.id},
                       {"steps", wire::to_json(shortened(what.steps, most_steps_told))}}) +
           '\n';
}

std::string to_text(const wire::check& it, const course::catalogue& words) {
    std::string result = std::string(name(it.verdict)) + "  " + it.id + "  " +
                         std::to_string(it.points) + "/" + std::to_string(it.max_points) + '\n';
    const auto line = [&](const char* label, const std::string& text) {
        if (!text.empty()) result += wrapped(words.text(label) + ": " + text, "    ");
    };
    const auto& seen = it.evidence;
    for (const auto& item : seen.advice)
        line("label.advice", item.text);
    const bool passed = it.verdict == verdict::passed;
    if (!passed && !seen.did.empty()) result += wrapped(seen.did, "  ");
    line("label.expected", seen.expected.text);
    line("label.got", seen.got.text);
    if (!it.diagnosis.empty()) result += wrapped(it.diagnosis.text, "  ");
    for (const auto& item : seen.seen)
        line("label.seen", item.text);
    if (passed) return result;
    if (seen.todo > 0 && seen.because.empty()) line("label.todo", std::to_string(seen.todo));
    line("label.by-hand", seen.by_hand);
    return result;
}

}  // namespace suite

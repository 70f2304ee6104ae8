#include "grading/told.hpp"

#include "wire/worded.hpp"

#include <algorithm>

namespace grading {
namespace {

bool is_count(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// A parameter may hold bytes that the check sends or expects.
wire::sentence without_values(wire::sentence it, const course::catalogue& words) {
    if (!words.sentences().contains(it.id)) return {};
    for (auto& [name, value] : it.params)
        if (!is_count(value)) value = "…";
    return wire::worded(std::move(it), words);
}

wire::check hidden(const wire::check& from, bool with_cause, const course::catalogue& words) {
    wire::check result;
    result.title = words.text("feedback.hidden");
    result.verdict = from.verdict;
    result.points = from.points;
    result.max_points = from.max_points;
    result.hidden = true;
    result.corrected = from.corrected;
    if (with_cause && from.verdict == wire::verdict::failed)
        result.diagnosis = without_values(from.diagnosis, words);
    if (from.not_tried()) result.diagnosis = wire::say(words, "feedback.not-tried");
    return result;
}

}  // namespace

wire::result as_told(wire::result it, const course::catalogue& words) {
    const bool everything = it.hidden_failures == course::hidden_failure::full;
    const bool cause = it.hidden_failures == course::hidden_failure::cause;
    for (auto& program : it.programs) {
        for (auto& check : program.checks) {
            if (everything) check.hidden = false;
            if (check.hidden) check = hidden(check, cause, words);
        }
    }
    return it;
}

}  // namespace grading

#include "outcome.hpp"

#include <nlohmann/json.hpp>

#include <sstream>

namespace suite {
namespace {

using json = nlohmann::json;

json diagnosis_of(const outcome& what) {
    if (what.diagnosis.id.empty()) return nullptr;
    return {{"id", what.diagnosis.id}, {"params", what.diagnosis.values}, {"text", what.cause}};
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
    add("guide", what.guide);
    add("by_hand", what.by_hand);
    add("because", what.because);
    if (!what.timeline.empty()) result["timeline"] = what.timeline;
    return result;
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

std::string to_json_line(const outcome& what) {
    const json line{{"event", "check"},
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
    // A program may print what is no UTF-8; that must not cost it the verdict.
    return line.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

std::string to_text(const outcome& what, const course::catalogue& words) {
    std::string result = std::string(name(what.result)) + "  " + what.id + "  " +
                         std::to_string(what.points) + "/" + std::to_string(what.max_points) + '\n';
    if (what.result == verdict::passed) return result;
    const auto line = [&](const char* label, const std::string& text) {
        if (!text.empty()) result += wrapped(words.text(label) + ": " + text, "    ");
    };
    if (!what.did.empty()) result += wrapped(what.did, "  ");
    line("label.expected", what.expected);
    line("label.got", what.got);
    if (!what.cause.empty()) result += wrapped(what.cause, "  ");
    for (const auto& item : what.seen)
        line("label.seen", item);
    if (what.todo > 0 && what.because.empty()) line("label.todo", std::to_string(what.todo));
    line("label.by-hand", what.by_hand);
    return result;
}

}  // namespace suite

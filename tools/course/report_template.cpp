#include "course/report_template.hpp"

#include "support/files.hpp"

#include <optional>

namespace course {
namespace {

constexpr std::string_view experiment_opening = "<!-- lab experiment ";
constexpr std::string_view end_of_mark = " -->";

/// A place in a report: [begin, end) with its marks, and what is between them.
struct place {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string fingerprint;  ///< of what we put there
    std::string_view content;
};

std::string fingerprint_of(std::string_view text) {
    std::string bytes(text);
    std::erase(bytes, '\r');  // editors on Windows change the ends of lines and nothing else
    return support::fingerprint(bytes);
}

std::size_t after_line(std::string_view text, std::size_t from) {
    const auto end = text.find('\n', from);
    return end == std::string_view::npos ? text.size() : end + 1;
}

/// The first place at or behind `from`; of that name, unless it is empty.
std::optional<place> find_workspace(std::string_view report, std::string_view name,
                                    std::size_t from) {
    const auto begin = report.find(std::string(experiment_opening).append(name), from);
    if (begin == std::string_view::npos) return std::nullopt;
    const auto line_end = after_line(report, begin);
    auto mark = report.substr(begin + experiment_opening.size(),
                              line_end - begin - experiment_opening.size());
    mark = mark.substr(0, mark.find(end_of_mark));
    const auto found = mark.substr(0, mark.find_first_of(": "));
    const auto experiment_closing = report.find(closing_mark(found), line_end);
    if (experiment_closing == std::string_view::npos) return std::nullopt;
    const auto blank = mark.rfind(' ');
    place result{begin, after_line(report, experiment_closing), "",
                 report.substr(line_end, experiment_closing - line_end)};
    if (blank != std::string_view::npos && mark.size() - blank == 17)
        result.fingerprint = mark.substr(blank + 1);
    return result;
}

bool only_a_placeholder(std::string_view content) {
    const auto first = content.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return true;
    const auto last = content.find_last_not_of(" \t\r\n");
    const bool one_paragraph =
        content.substr(first, last - first).find("\n\n") == std::string::npos;
    return content[first] == '(' && content[last] == ')' && one_paragraph;
}

bool ours(const place& it) {
    return only_a_placeholder(it.content) || it.fingerprint == fingerprint_of(it.content);
}

}  // namespace

std::string opening_mark(std::string_view name, std::string_view fingerprint) {
    auto result = std::string(experiment_opening).append(name).append(":");
    if (!fingerprint.empty()) result.append(" ").append(fingerprint);
    return result.append(end_of_mark);
}

std::string closing_mark(std::string_view name) {
    return "<!-- end of lab experiment " + std::string(name) + std::string(end_of_mark);
}

std::string without_evidence(std::string_view report) {
    std::string result;
    std::size_t from = 0;
    while (const auto it = find_workspace(report, "", from)) {
        result += report.substr(from, it->begin - from);
        if (!ours(*it)) result += it->content;
        from = it->end;
    }
    return result.append(report.substr(from));
}

evidence_state evidence_in(std::string_view report, std::string_view name) {
    const auto found = find_workspace(report, std::string(name) + ":", 0);
    if (!found) return evidence_state::missing;
    if (only_a_placeholder(found->content)) return evidence_state::waiting;
    return ours(*found) ? evidence_state::attached : evidence_state::edited;
}

with_evidence put_evidence(std::string_view report, std::string_view name, std::string_view text,
                           std::string_view heading) {
    const auto block = opening_mark(name, fingerprint_of(text)) + "\n" + std::string(text) +
                       closing_mark(name) + "\n";
    const auto found = find_workspace(report, std::string(name) + ":", 0);
    if (!found) {
        auto result = std::string(report);
        if (!result.empty() && result.back() != '\n') result += "\n";
        return {result + "\n## " + std::string(heading) + "\n\n" + block, filled::appended};
    }
    auto result = std::string(report.substr(0, found->begin)) + block;
    if (!ours(*found)) result.append("\n").append(found->content);
    result += report.substr(found->end);
    return {result, ours(*found) ? filled::in_place : filled::moved};
}

std::string put_answer(std::string_view report, std::string_view name, std::string_view answer) {
    const auto found = find_workspace(report, std::string(name) + ":", 0);
    auto begin = found ? found->end : report.size();
    auto end = begin;
    const auto text = report.find_first_not_of("\r\n \t", begin);
    if (text != std::string_view::npos && report[text] == '(') {
        const auto paragraph_end = report.find("\n\n", text);
        end = paragraph_end == std::string_view::npos ? report.size() : paragraph_end + 1;
        if (only_a_placeholder(report.substr(text, end - text))) {
            begin = text;
        } else {
            end = begin;
        }
    }
    auto result = std::string(report.substr(0, begin));
    if (begin == end) result += "\n";
    return result.append(answer).append("\n").append(report.substr(end));
}

}  // namespace course

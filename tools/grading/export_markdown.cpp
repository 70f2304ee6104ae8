#include "grading/export.hpp"
#include "grading/exports.hpp"
#include "support/text.hpp"

namespace grading {
namespace {

// CommonMark allows a backslash before each of ASCII's signs: none of them is markup then.
std::string markdown_text(const std::string& text) {
    std::string result;
    for (const char c : support::one_line(text, 1000)) {
        const bool sign = (c >= '!' && c <= '/') || (c >= ':' && c <= '@') ||
                          (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
        if (sign) result += '\\';
        result += c;
    }
    return result;
}

std::string markdown_row(const std::vector<std::string>& cells) {
    std::string result = "|";
    for (const auto& it : cells)
        result += " " + it + " |";
    return result + "\n";
}

std::string markdown_points(const wire::result& of) {
    return has_score(of) ? csv_number(of.score()) + " / " + csv_number(of.max_score()) : "–";
}

std::string markdown_check(const wire::check& it, const course::catalogue& words) {
    const auto word = words.text("verdict." + std::string(wire::name(it.verdict)));
    return "- **" + markdown_text(check_name(it)) + "** (" + word +
           "): " + markdown_text(it.diagnosis.empty() ? it.evidence.did : it.diagnosis.text) + "\n";
}

std::string markdown_submission(const wire::result& of, const course::catalogue& words) {
    std::string lines;
    for (const auto& program : of.programs)
        for (const auto& it : program.checks)
            if (!it.good()) lines += markdown_check(it, words);
    if (lines.empty()) return "";
    return "\n## " + markdown_text(of.submission.name) + "\n\n" + lines;
}

}  // namespace

exported export_markdown(const export_source& from) {
    const auto& words = from.words;
    auto text = "# " + markdown_text(words.text("class.title")) + "\n\n" +
                markdown_row({words.text("class.submission"), words.text("feedback.score"),
                              words.text("feedback.state"), words.text("class.remark")}) +
                "| --- | --- | --- | --- |\n";
    for (const auto& it : from.results)
        text += markdown_row({markdown_text(it.submission.name), markdown_points(it),
                              grade_state(it), markdown_text(summary(it, words))});
    for (const auto& it : from.results)
        text += markdown_submission(it, words);
    return {{{"summary.md", text}}, {}};
}

}  // namespace grading

#include "grading/report_facts.hpp"

#include "course/report_template.hpp"
#include "grading/manifest.hpp"
#include "support/lines.hpp"

#include <algorithm>
#include <map>

namespace grading {
namespace {

/// The text below each heading `## …`, by heading.
std::map<std::string, std::string> sections_of(const std::string& text) {
    std::map<std::string, std::string> result;
    std::string* into = nullptr;
    for (const auto line : support::lines(text)) {
        if (line.starts_with("## "))
            into = &result[std::string(support::trimmed(line.substr(3)))];
        else if (into != nullptr)
            into->append(line).append("\n");
    }
    return result;
}

std::vector<std::string> headings_of(const std::string& text) {
    std::vector<std::string> result;
    for (const auto line : support::lines(text))
        if (line.starts_with("## ")) result.emplace_back(support::trimmed(line.substr(3)));
    return result;
}

const std::string& nearest_template(const std::map<std::string, std::string>& sections,
                                    const std::vector<std::string>& templates) {
    const auto shared = [&](const std::string& text) {
        const auto headings = headings_of(text);
        return std::count_if(headings.begin(), headings.end(),
                             [&](const auto& heading) { return sections.contains(heading); });
    };
    return *std::max_element(
        templates.begin(), templates.end(),
        [&](const auto& one, const auto& other) { return shared(one) < shared(other); });
}

wire::fact section_fact(const std::string& heading, const std::string* text,
                        const std::string& given, std::size_t least,
                        const course::catalogue& words) {
    if (text == nullptr)
        return {false, wire::say(words, "report.no-section", {{"section", heading}})};
    const auto count = own_words(*text, given);
    const bool enough = count >= std::max<std::size_t>(least, 1);
    return {enough, wire::say(words, enough ? "report.answered" : "report.short",
                              {{"section", heading}, {"words", std::to_string(count)}})};
}

wire::fact evidence_fact(const std::string& report, const std::string& name,
                         const course::catalogue& words) {
    using course::evidence_state;
    const course::parameters which = {{"experiment", name}};
    switch (course::evidence_in(report, name)) {
    case evidence_state::attached:
        return {true, wire::say(words, "report.evidence", which)};
    case evidence_state::edited:
        return {true, wire::say(words, "report.evidence-edited", which)};
    case evidence_state::missing:
    case evidence_state::waiting:
        break;
    }
    return {false, wire::say(words, "report.no-evidence", which)};
}

}  // namespace

std::vector<wire::fact> report_facts(const std::string& report,
                                     const std::vector<std::string>& templates,
                                     const course::assignment& of, const course::catalogue& words) {
    std::vector<wire::fact> result;
    if (report.empty() || templates.empty()) return result;
    const auto sections = sections_of(report);
    const auto& given = nearest_template(sections, templates);
    for (const auto& heading : headings_of(given)) {
        const auto found = sections.find(heading);
        result.push_back(section_fact(heading, found == sections.end() ? nullptr : &found->second,
                                      given, static_cast<std::size_t>(of.section_words), words));
    }
    for (const auto& name : of.evidence)
        result.push_back(evidence_fact(report, name, words));
    return result;
}

}  // namespace grading

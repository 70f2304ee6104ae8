#include "grading/decided.hpp"

#include "grading/csv.hpp"
#include "grading/html.hpp"
#include "grading/isolation.hpp"

#include <algorithm>
#include <map>

namespace grading {
namespace {

std::string signed_by(const wire::decision& by, const course::catalogue& words) {
    auto who = by.author;
    if (!by.date.empty()) who += (who.empty() ? "" : ", ") + by.date;
    return who.empty() ? words.text("feedback.person") : who;
}

// A hidden check stays hidden: only that its points were set is shown.
std::string override_line(const wire::check& it, const course::catalogue& words) {
    const auto title = it.hidden ? words.text("feedback.hidden") : it.title + " (" + it.id + ")";
    const auto& corrected = *it.corrected;
    auto text = words.text("feedback.override", {{"check", title},
                                                 {"have", std::to_string(it.points)},
                                                 {"of", std::to_string(it.max_points)},
                                                 {"automatic", std::to_string(corrected.automatic)},
                                                 {"who", signed_by(corrected.by, words)}});
    if (!corrected.by.comment.empty()) text += " " + corrected.by.comment;
    return element("li", text);
}

}  // namespace

std::string decisions(const wire::result& of, const course::catalogue& words) {
    std::string result;
    if (!of.report.by.comment.empty()) {
        result += element("h2", words.text("feedback.comment")) +
                  element("p", of.report.by.comment) +
                  element("p class=\"faint\"", signed_by(of.report.by, words));
    }
    std::string overrides;
    for (const auto& program : of.programs)
        for (const auto& check : program.checks)
            if (check.corrected) overrides += override_line(check, words);
    if (overrides.empty()) return result;
    return result + element("h2", words.text("feedback.overrides")) + "<ul>\n" + overrides +
           "</ul>\n";
}

std::string awaited(const wire::result& of, const course::catalogue& words) {
    std::string result;
    // The open checks stand in their programs' lists. Their names here would name hidden ones.
    if (of.has_open_check()) result += element("p class=\"odd\"", words.text("feedback.open"));
    if (of.report.score) return result;
    for (const auto& why : of.attention)
        if (settled_by_mark(why))
            result +=
                element("p class=\"odd\"", words.text("feedback.attention", {{"why", why.text}}));
    return result;
}

std::string attention_list(const std::vector<concern>& all, const course::catalogue& words) {
    if (all.empty()) return "";
    std::string items;
    for (const auto& it : all)
        items += element("li", it.name + ": " + it.why.text);
    return element("h2", words.text("class.attention")) + "<ul>\n" + items + "</ul>\n";
}

std::string unsafe_banner(const std::vector<wire::result>& all, const course::catalogue& words) {
    std::map<trust, std::size_t> count;
    for (const auto& it : all)
        ++count[trust_in(it.isolation)];
    count.erase(trust::boxed);
    std::string result;
    for (const auto& [kind, of_it] : count)
        result += element("p class=\"failed\"",
                          words.text(kind == trust::none ? "class.unsafe" : "class.users",
                                     {{"count", std::to_string(of_it)}}));
    return result;
}

}  // namespace grading

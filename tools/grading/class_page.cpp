#include "grading/csv.hpp"
#include "grading/decided.hpp"
#include "grading/exports.hpp"
#include "grading/histogram.hpp"
#include "grading/html.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace grading {
namespace {

using results = std::vector<wire::result>;
using wire::verdict;

std::string column(const std::string& name, bool number = false) {
    return element(number ? "th scope=\"col\" class=\"number\"" : "th scope=\"col\"", name);
}

std::string table(const std::string& caption, const std::string& columns, const std::string& rows) {
    return "<table>\n" + element("caption", caption) + "<thead>\n<tr>" + columns +
           "</tr>\n</thead>\n<tbody>\n" + rows + "</tbody>\n</table>\n";
}

std::string feedback_of(const wire::result& it) {
    return link(url_path(it.submission.name) + "/feedback.html", it.submission.name);
}

std::string report_word(const wire::result& it, const course::catalogue& words) {
    return words.text("report." + std::string(wire::name(it.report.status)));
}

// ---- Points

std::string distribution(const results& all, const course::catalogue& words) {
    std::vector<int> points;
    int most = 0;
    for (const auto& it : all) {
        if (it.has_internal_error()) continue;
        points.push_back(static_cast<int>(std::lround(it.automatic_score())));
        most = std::max(most, static_cast<int>(std::lround(it.automatic_max())));
    }
    if (points.empty() || most == 0) return "";
    std::sort(points.begin(), points.end());
    const auto median = points[points.size() / 2];
    return element("h3", words.text("class.distribution")) +
           element("p", words.text("class.median", {{"of", std::to_string(most)},
                                                    {"median", std::to_string(median)}})) +
           histogram(points, most, words);
}

std::string row(const wire::result& it, const course::catalogue& words) {
    return "<tr><th scope=\"row\">" + feedback_of(it) + "</th>" +
           element("td class=\"number\"", it.has_internal_error() ? "–" : csv_number(it.score())) +
           element("td class=\"wide\"", report_word(it, words)) +
           element("td class=\"summary\"", summary(it, words)) + "</tr>\n";
}

std::string submissions(const results& all, const course::catalogue& words) {
    std::string rows;
    for (const auto& it : all)
        rows += row(it, words);
    if (rows.empty()) return "";
    return element("h3", words.text("class.submissions")) +
           table(words.text("class.caption"),
                 column(words.text("class.submission")) +
                     column(words.text("feedback.score"), true) +
                     element("th scope=\"col\" class=\"wide\"", words.text("class.report")) +
                     column(words.text("class.remark")),
                 rows);
}

// ---- What is missing

std::string missing_of(const wire::result& of, const course::catalogue& words) {
    std::string items;
    for (const auto& it : of.programs) {
        const course::parameters name = {{"program", it.name}};
        if (it.status == wire::program_status::missing)
            items += element("li", words.text("remark.missing", name));
        if (it.status == wire::program_status::build_failed)
            items += element("li", words.text("remark.no-build", name));
    }
    if (of.report.status != wire::report_status::present)
        items += element("li", "REPORTE.md: " + report_word(of, words));
    return items.empty() ? "" : "<ul>\n" + items + "</ul>\n";
}

std::string missing(const results& all, const course::catalogue& words) {
    std::string rows;
    for (const auto& it : all)
        if (const auto items = missing_of(it, words); !items.empty())
            rows +=
                "<tr><th scope=\"row\">" + feedback_of(it) + "</th><td>" + items + "</td></tr>\n";
    const auto heading = element("h3", words.text("class.missing"));
    if (rows.empty()) return heading + element("p", words.text("class.complete"));
    return heading +
           table(words.text("class.missing-caption"),
                 column(words.text("class.submission")) + column(words.text("class.missing-what")),
                 rows);
}

// ---- Students by checks

struct mark {
    const char* kind;  // class of the cell
    const char* sign;
    const char* word;  // in the legend
};

constexpr mark marks[] = {{"p", "✓", "passed"},  {"p", "~", "unstable"},
                          {"f", "✗", "failed"},  {"s", "·", "skipped"},
                          {"n", "–", "not-run"}, {"o", "!", "internal-error"}};

const mark& mark_of(verdict which) {
    const auto* found = std::find_if(std::begin(marks), std::end(marks),
                                     [&](const mark& it) { return it.word == wire::name(which); });
    return *found;
}

std::string legend(const course::catalogue& words) {
    std::string result;
    for (const auto& it : marks)
        result += "<b>" + html(it.sign) + "</b>" +
                  html(words.text("verdict." + std::string(it.word))) + " ";
    return "<p class=\"legend\">" + result + "</p>\n";
}

/// One check in the whole class.
struct tally {
    std::string id;
    std::string title;
    int failed = 0;
    int judged = 0;  // passed or failed
};

/// One program in the whole class: its checks are columns, in the order in which they come.
struct map_of_program {
    std::string name;
    std::vector<tally> checks;
    std::string rows;

    tally& column_of(const wire::check& it) {
        const auto found = std::find_if(checks.begin(), checks.end(),
                                        [&](const tally& known) { return known.id == it.id; });
        if (found != checks.end()) return *found;
        return checks.emplace_back(tally{it.id, it.title, 0, 0});
    }
};

void count(const wire::check& it, tally& into) {
    const bool failed = it.verdict == verdict::failed;
    into.failed += failed ? 1 : 0;
    into.judged += failed || it.good() ? 1 : 0;
}

std::string cell(const wire::check* it) {
    if (it == nullptr) return "<td></td>";
    const auto& how = mark_of(it->verdict);
    return "<td class=\"" + std::string(how.kind) + "\">" + how.sign + "</td>";
}

void add_row(map_of_program& map, const wire::result& of, const wire::program& program) {
    map.rows += "<tr><th scope=\"row\" class=\"who\">" + html(of.submission.name) + "</th>";
    for (const auto& known : map.checks) {
        const auto found = std::find_if(program.checks.begin(), program.checks.end(),
                                        [&](const wire::check& it) { return it.id == known.id; });
        map.rows += cell(found == program.checks.end() ? nullptr : &*found);
    }
    map.rows += "</tr>\n";
}

std::vector<map_of_program> maps_of(const results& all) {
    std::vector<map_of_program> result;
    const auto map_named = [&](const std::string& name) -> map_of_program& {
        const auto found = std::find_if(result.begin(), result.end(),
                                        [&](const map_of_program& it) { return it.name == name; });
        return found != result.end() ? *found : result.emplace_back(map_of_program{name, {}, {}});
    };
    for (const auto& of : all)
        for (const auto& program : of.programs)
            for (const auto& check : program.checks)
                count(check, map_named(program.name).column_of(check));
    for (const auto& of : all)
        for (const auto& program : of.programs)
            if (!program.checks.empty()) add_row(map_named(program.name), of, program);
    return result;
}

std::string heat_map(const map_of_program& it, const course::catalogue& words) {
    std::string columns;
    std::string key;
    int number = 0;
    for (const auto& check : it.checks) {
        const auto label = check.title + " (" + check.id + ")";
        columns += "<th scope=\"col\"><abbr title=\"" + html(label) + "\">" +
                   std::to_string(++number) + "</abbr></th>";
        const auto how_often =
            words.text("class.failed-of", {{"failed", std::to_string(check.failed)},
                                           {"judged", std::to_string(check.judged)}});
        key += "<li>" + html(label) + (check.failed > 0 ? ": " + html(how_often) : "") + "</li>\n";
    }
    return element("h4", it.name) + "<table class=\"map\">\n" +
           element("caption class=\"hidden\"",
                   words.text("class.map-caption", {{"program", it.name}})) +
           "<thead>\n<tr><th scope=\"col\" class=\"who\">" + html(words.text("class.submission")) +
           "</th>" + columns + "</tr>\n</thead>\n<tbody>\n" + it.rows +
           "</tbody>\n</table>\n<ol class=\"key\">\n" + key + "</ol>\n";
}

std::string heat_maps(const results& all, const course::catalogue& words) {
    std::string result;
    for (const auto& it : maps_of(all))
        result += heat_map(it, words);
    if (result.empty()) return "";
    return element("h3", words.text("class.map")) + legend(words) + result;
}

// ---- Diagnoses

struct cause {
    std::map<std::string, int> texts;  // how often each wording came: the parameters differ
    std::set<std::string> submissions;
    std::set<std::string> checks;
    std::set<std::string> sections;  // of the guide
};

std::string most_frequent(const std::map<std::string, int>& texts) {
    return std::max_element(
               texts.begin(), texts.end(),
               [](const auto& one, const auto& other) { return one.second < other.second; })
        ->first;
}

std::vector<cause> causes_of(const results& all) {
    std::map<std::string, cause> by_id;
    for (const auto& of : all) {
        for (const auto& program : of.programs) {
            for (const auto& check : program.checks) {
                const auto& why = check.diagnosis;
                if (check.verdict != verdict::failed || why.text.empty()) continue;
                auto& into = by_id[why.id.empty() ? why.text : why.id];
                ++into.texts[why.text];
                into.submissions.insert(of.submission.name);
                into.checks.insert(check.id);
                if (!check.evidence.guide.empty()) into.sections.insert(check.evidence.guide);
            }
        }
    }
    std::vector<cause> result;
    for (auto& [id, it] : by_id)
        result.push_back(std::move(it));
    std::stable_sort(result.begin(), result.end(), [](const cause& one, const cause& other) {
        return one.submissions.size() > other.submissions.size();
    });
    return result;
}

std::string joined(const std::set<std::string>& names) {
    std::string result;
    for (const auto& name : names)
        result += (result.empty() ? "" : ", ") + name;
    return result;
}

std::string diagnoses(const results& all, const course::catalogue& words,
                      const guide_links& guide) {
    std::string rows;
    for (const auto& it : causes_of(all)) {
        std::string sections;
        for (const auto& anchor : it.sections)
            sections += (sections.empty() ? "" : ", ") + guide_link(guide, "", anchor);
        rows +=
            "<tr>" + element("td class=\"number\"", std::to_string(it.submissions.size())) +
            "<td>" + prose(most_frequent(it.texts)) + "<br><span class=\"faint\">" +
            html(joined(it.checks)) + "</span>" +
            (sections.empty() ? "" : "<br>" + html(words.text("feedback.guide")) + " " + sections) +
            "</td></tr>\n";
    }
    if (rows.empty()) return "";
    return element("h3", words.text("class.diagnoses")) +
           table(words.text("class.diagnoses-caption"),
                 column(words.text("class.how-many"), true) + column(words.text("class.diagnosis")),
                 rows);
}

// The results of one assignment: those whose programs are its own.
std::vector<wire::result> of_assignment(const std::vector<wire::result>& all,
                                        const course::course& course,
                                        const course::assignment& assignment) {
    std::vector<wire::result> result;
    for (const auto& it : all) {
        const auto* exercise =
            it.programs.empty() ? nullptr : course.find(it.programs.front().name);
        if (exercise != nullptr && assignment.holds(*exercise)) result.push_back(it);
    }
    return result;
}

std::string absent_list(const std::vector<absent>& missing, bool several,
                        const course::catalogue& words) {
    if (missing.empty()) return "";
    std::string rows;
    for (const auto& it : missing)
        rows += "<tr>" + element("th scope=\"row\"", it.who.name) + element("td", it.who.id) +
                element("td", it.who.email) + element("td", it.who.group) +
                (several ? element("td", it.assignment) : "") + "</tr>\n";
    const auto columns = column(words.text("roster.name")) + column(words.text("roster.id")) +
                         column(words.text("roster.email")) + column(words.text("roster.group")) +
                         (several ? column(words.text("roster.assignment")) : "");
    return element("h2",
                   words.text("roster.missing", {{"count", std::to_string(missing.size())}})) +
           table(words.text("roster.missing-caption"), columns, rows);
}

std::string overview(const results& all, const course::catalogue& words, const guide_links& guide) {
    return distribution(all, words) + submissions(all, words) + missing(all, words) +
           heat_maps(all, words) + diagnoses(all, words, guide);
}

// A part for each assignment that has submissions.
std::string assignments(const results& all, const course::course& course,
                        const course::catalogue& words, const guide_links& guide) {
    std::string result;
    for (const auto& it : course.assignments) {
        const auto own = of_assignment(all, course, it);
        if (own.empty()) continue;
        result +=
            element("h2", words.text("class.assignment", {{"name", it.name},
                                                          {"title", it.title.in(words.speaks())},
                                                          {"count", std::to_string(own.size())}}));
        result += overview(own, words, guide);
    }
    return result;
}

}  // namespace

std::string class_page(const results& all, const course::course& course,
                       const course::catalogue& words, const guide_links& guide,
                       const std::vector<absent>& missing) {
    const auto title = words.text("class.title");
    auto body = element("h1", title) +
                element("p class=\"score\"",
                        words.text("class.count", {{"count", std::to_string(all.size())}}));
    body += unsafe_banner(all, words) + attention_list(concerns(all), words) +
            absent_list(missing, course.assignments.size() > 1, words);
    if (course.assignments.size() < 2 && !all.empty())
        body += element("h2", words.text("class.overview")) + overview(all, words, guide);
    else
        body += assignments(all, course, words, guide);
    const auto manual = guide.page.empty() ? "" : link(guide.page, words.text("feedback.to-guide"));
    return page({title, words.text("class.brand"), manual, body}, words.speaks());
}

}  // namespace grading

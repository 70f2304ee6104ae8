#include "grading/csv.hpp"
#include "grading/exports.hpp"
#include "grading/html.hpp"

#include <algorithm>

namespace grading {
namespace {

using wire::verdict;

std::string points(double have, double of, const course::catalogue& words) {
    return words.text("feedback.points", {{"have", csv_number(have)}, {"of", csv_number(of)}});
}

std::string verdict_class(verdict which) {
    if (which == verdict::passed || which == verdict::unstable) return "passed";
    return which == verdict::failed ? "failed" : "odd";
}

std::string sign(verdict which) {
    if (which == verdict::passed || which == verdict::unstable) return "✓";
    return which == verdict::failed ? "✗" : "–";
}

std::string verdict_word(verdict which, const course::catalogue& words) {
    return words.text("verdict." + std::string(wire::name(which)));
}

std::string row(const std::string& term, const std::string& text) {
    if (text.empty()) return "";
    return element("dt", term) + "<dd>" + element("pre", text) + "</dd>\n";
}

std::string list(const std::vector<wire::sentence>& items) {
    std::string result;
    for (const auto& item : items)
        result += element("li", item.text);
    return result.empty() ? "" : "<ul>\n" + result + "</ul>\n";
}

std::string compared(const wire::evidence& seen, const course::catalogue& words) {
    const auto rows = row(words.text("feedback.expected"), seen.expected.text) +
                      row(words.text("feedback.got"), seen.got.text);
    return rows.empty() ? "" : "<dl>\n" + rows + "</dl>\n";
}

std::string way_forward(const wire::evidence& seen, const course::catalogue& words) {
    std::string result;
    if (seen.todo > 0)
        result += element("p", words.text("feedback.todo", {{"todo", std::to_string(seen.todo)}}));
    if (!seen.guide.empty())
        result += element("p", words.text("feedback.guide", {{"guide", seen.guide}}));
    if (!seen.by_hand.empty()) {
        result += element("p", words.text("feedback.by-hand"));
        result += element("pre", seen.by_hand);
    }
    return result;
}

std::string timeline(const wire::evidence& seen, const course::catalogue& words) {
    if (seen.timeline.empty()) return "";
    std::string lines;
    for (const auto& step : seen.timeline)
        lines += wire::to_text(step) + "\n";
    return "<details>\n" + element("summary", words.text("feedback.timeline")) +
           element("pre", lines) + "</details>\n";
}

// A hidden check shows its existence and its verdict; what it does stays hidden.
std::string title(const wire::check& it, const course::catalogue& words) {
    return it.hidden ? words.text("feedback.hidden") : it.title + " (" + it.id + ")";
}

std::string heading(const wire::check& it, const course::catalogue& words) {
    const auto text = sign(it.verdict) + " " + title(it, words);
    return "<h3><span class=\"" + verdict_class(it.verdict) + "\">" + html(text) +
           "</span> <span class=\"faint\">" + html(verdict_word(it.verdict, words)) + ", " +
           html(points(it.points, it.max_points, words)) + "</span></h3>\n";
}

std::string unhappy_check(const wire::check& it, const course::catalogue& words) {
    auto result = "<section>\n" + heading(it, words);
    const auto& seen = it.evidence;
    if (!it.hidden) {
        if (!seen.did.empty()) result += element("p", seen.did);
        result += compared(seen, words);
        if (!it.diagnosis.text.empty()) result += element("p", it.diagnosis.text);
        result += list(seen.seen);
        result += way_forward(seen, words) + timeline(seen, words);
    }
    return result + "</section>\n";
}

std::string short_line(const wire::check& it, const std::string& more,
                       const course::catalogue& words) {
    return "<li><span class=\"" + verdict_class(it.verdict) + "\">" + sign(it.verdict) +
           "</span> " + html(title(it, words)) + " <span class=\"faint\">" +
           html(points(it.points, it.max_points, words)) + html(more) + "</span></li>\n";
}

std::string under_heading(const std::string& heading, const std::string& items) {
    return items.empty() ? "" : element("h3", heading) + "<ul>\n" + items + "</ul>\n";
}

std::string good_checks(const wire::program& of, const course::catalogue& words) {
    std::string items;
    for (const auto& it : of.checks)
        if (it.good()) items += short_line(it, "", words);
    std::string advice;
    for (const auto& it : of.checks)
        if (it.good() && !it.hidden) advice += list(it.evidence.advice);
    if (!advice.empty()) advice = element("h3", words.text("feedback.advice")) + advice;
    return under_heading(words.text("feedback.passed"), items) + advice;
}

// The check that explains a skipped one may itself be skipped. The check at the end of that chain
// is shown: it failed.
std::string explained_by(const wire::program& of, const wire::check& skipped) {
    auto id = skipped.evidence.because;
    for (std::size_t steps = 0; steps < of.checks.size(); ++steps) {
        const auto found = std::find_if(of.checks.begin(), of.checks.end(),
                                        [&](const wire::check& it) { return it.id == id; });
        const bool further = found != of.checks.end() && found->verdict == verdict::skipped &&
                             !found->evidence.because.empty();
        if (!further) break;
        id = found->evidence.because;
    }
    return id;
}

std::string skipped_checks(const wire::program& of, const course::catalogue& words) {
    std::string items;
    for (const auto& it : of.checks) {
        if (it.verdict != verdict::skipped) continue;
        const auto cause = it.hidden ? "" : explained_by(of, it);
        const auto why =
            cause.empty() ? "" : ". " + words.text("feedback.because", {{"check", cause}});
        items += short_line(it, why, words);
    }
    return under_heading(words.text("feedback.skipped"), items);
}

// For a program that was built: the compiler's warnings, or the suite's failure.
std::string compiler_notes(const wire::program& of, const course::catalogue& words) {
    if (of.message.empty()) return "";
    if (of.has_internal_error()) return element("p class=\"odd\"", of.message.text);
    return "<details>\n" + element("summary", words.text("feedback.warnings")) +
           element("pre", of.message.text) + "</details>\n";
}

std::string program_section(const wire::program& of, const course::catalogue& words) {
    auto result =
        "<section>\n" + element("h2", of.name + ": " + points(of.score(), of.max_score(), words));
    if (of.status != wire::program_status::built) {
        result += element("p class=\"failed\"",
                          words.text("status." + std::string(wire::name(of.status))));
        return result + element("pre", of.message.text) + "</section>\n";
    }
    result += compiler_notes(of, words);
    for (const auto& it : of.checks) {
        const bool tried = !it.good() && it.verdict != verdict::skipped;
        if (tried) result += unhappy_check(it, words);
    }
    return result + skipped_checks(of, words) + good_checks(of, words) + "</section>\n";
}

std::string overview_row(const std::string& name, const std::string& status,
                         const std::string& score) {
    return "<tr>" + element("th scope=\"row\"", name) + element("td", status) +
           element("td class=\"number\"", score) + "</tr>\n";
}

std::string overview(const wire::result& of, const course::catalogue& words) {
    auto result = "<table>\n" + element("caption", words.text("feedback.overview")) + "<tr>" +
                  element("th scope=\"col\"", words.text("feedback.program")) +
                  element("th scope=\"col\"", words.text("feedback.state")) +
                  element("th scope=\"col\" class=\"number\"", words.text("feedback.score")) +
                  "</tr>\n";
    for (const auto& it : of.programs)
        result += overview_row(it.name, words.text("status." + std::string(wire::name(it.status))),
                               points(it.score(), it.max_score(), words));
    const auto& report = of.report;
    result += overview_row(
        "REPORTE.md", words.text("report." + std::string(wire::name(report.status))),
        report.score ? points(*report.score, report.max_score, words)
                     : words.text("feedback.of", {{"of", csv_number(report.max_score)}}));
    return result + "</table>\n";
}

std::string small_print(const wire::result& of, const course::catalogue& words) {
    return "<footer class=\"faint\">\n<h2>" + html(words.text("feedback.origin")) + "</h2>\n" +
           element("p", words.text("feedback.file", {{"file", of.submission.file},
                                                     {"sha256", of.submission.sha256}})) +
           element("p", words.text("feedback.again", {{"seed", of.seed}, {"engine", of.engine}})) +
           "</footer>\n";
}

}  // namespace

std::string feedback_page(const wire::result& of, const course::catalogue& words) {
    auto body = element("h1", of.submission.name) +
                element("p class=\"score\"", points(of.score(), of.max_score(), words));
    if (of.has_internal_error())
        body += element("p class=\"odd\"", words.text("feedback.our-fault"));
    if (of.report.status == wire::report_status::present && !of.report.score)
        body += element("p class=\"odd\"", words.text("feedback.provisional"));
    body += overview(of, words);
    if (!of.notes.empty()) body += element("h2", words.text("feedback.notes")) + list(of.notes);
    for (const auto& program : of.programs)
        body += program_section(program, words);
    return page(of.submission.name, body + small_print(of, words), words.speaks());
}

}  // namespace grading

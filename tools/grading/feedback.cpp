#include "grading/csv.hpp"
#include "grading/decided.hpp"
#include "grading/exports.hpp"
#include "grading/html.hpp"
#include "grading/isolation.hpp"
#include "grading/sequence.hpp"
#include "grading/told.hpp"

#include <algorithm>

namespace grading {
namespace {

using wire::verdict;

std::string points(double have, double of, const course::catalogue& words) {
    return words.text("feedback.points", {{"have", csv_number(have)}, {"of", csv_number(of)}});
}

std::string program_points(const wire::program& of, const course::catalogue& words) {
    return points(of.scaled(of.score()), of.scaled(of.max_score()), words);
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
        result += "<li>" + prose(item.text) + "</li>\n";
    return result.empty() ? "" : "<ul>\n" + result + "</ul>\n";
}

std::string compared(const wire::evidence& seen, const course::catalogue& words) {
    const auto rows = row(words.text("feedback.expected"), seen.expected.text) +
                      row(words.text("feedback.got"), seen.got.text);
    return rows.empty() ? "" : "<dl>\n" + rows + "</dl>\n";
}

// How many blanks all lines begin with: they take room on a phone and say nothing.
std::size_t indentation(const std::vector<wire::source_line>& lines) {
    std::size_t result = std::string::npos;
    for (const auto& it : lines)
        if (const auto first = it.text.find_first_not_of(' '); first != std::string::npos)
            result = std::min(result, first);
    return result == std::string::npos ? 0 : result;
}

std::string line_of(const wire::source_line& it, std::size_t indent) {
    const auto text = it.text.substr(std::min(indent, it.text.size()));
    const auto tag = std::string(it.marked ? "mark" : "span");
    return "<" + tag + "><i>" + std::to_string(it.number) + " </i>" + html(text) + "</" + tag + ">";
}

// The student's own lines. Each is a block: a line end between them would be an empty line.
std::string source_lines(const wire::excerpt& from) {
    if (from.empty()) return "";
    std::string lines;
    const auto indent = indentation(from.lines);
    int before = from.lines.front().number - 1;
    for (const auto& it : from.lines) {
        if (it.number != before + 1) lines += "<span><i>⋮</i></span>";
        lines += line_of(it, indent);
        before = it.number;
    }
    return "<figure class=\"source\">\n<figcaption><code>" + html(from.file) + "</code>, " +
           html(from.why.text) + "</figcaption>\n<pre>" + lines + "</pre>\n</figure>\n";
}

std::string way_forward(const wire::evidence& seen, const course::catalogue& words,
                        const guide_links& guide) {
    std::string result;
    if (!seen.guide.empty())
        result += "<p>" + html(words.text("feedback.guide")) + " " +
                  guide_link(guide, "../", seen.guide) + "</p>\n";
    if (!seen.by_hand.empty()) {
        result += element("p", words.text("feedback.by-hand"));
        result += element("pre", seen.by_hand);
    }
    return result;
}

// A hidden check has lost its id (told.hpp).
std::string title(const wire::check& it) {
    return it.hidden ? it.title : it.title + " (" + it.id + ")";
}

std::string heading(const wire::check& it, const course::catalogue& words) {
    const auto text = sign(it.verdict) + " " + title(it);
    return "<h3><span class=\"" + verdict_class(it.verdict) + "\">" + html(text) +
           "</span> <span class=\"faint\">" + html(verdict_word(it.verdict, words)) + ", " +
           html(points(it.points, it.max_points, words)) + "</span></h3>\n";
}

// "tcp_server" of "tcp_server/echo".
std::string program_of(const wire::check& it) {
    return it.id.substr(0, it.id.find('/'));
}

std::string unhappy_check(const wire::check& it, const course::catalogue& words,
                          const guide_links& guide) {
    auto result = "<section>\n" + heading(it, words);
    const auto& seen = it.evidence;
    if (!seen.did.empty()) result += element("p", seen.did);
    result += compared(seen, words);
    if (!it.diagnosis.text.empty())
        result += "<p><strong>" + prose(it.diagnosis.text) + "</strong></p>\n";
    result += list(seen.seen);
    if (seen.todo > 0)
        result += element("p", words.text("feedback.todo", {{"todo", std::to_string(seen.todo)}}));
    result += source_lines(seen.source) + way_forward(seen, words, guide);
    result += sequence(seen.timeline, program_of(it), words);
    return result + "</section>\n";
}

std::string short_line(const wire::check& it, const std::string& more,
                       const course::catalogue& words) {
    return "<li><span class=\"" + verdict_class(it.verdict) + "\">" + sign(it.verdict) +
           "</span> " + html(title(it)) + " <span class=\"faint\">" +
           html(points(it.points, it.max_points, words)) + html(more) + "</span></li>\n";
}

std::string under_heading(const std::string& heading, const std::string& items) {
    return items.empty() ? "" : element("h3", heading) + "<ul class=\"key\">\n" + items + "</ul>\n";
}

// The deviations that a check has accepted: "; passed, given that it listens at 0.0.0.0:48069".
std::string given(const wire::check& it, const course::catalogue& words) {
    std::string all;
    for (const auto& what : it.given)
        all += (all.empty() ? "" : "; ") + what.text;
    if (all.empty()) return "";
    return "; " + words.text("feedback.given", {{"what", all}});
}

std::string good_checks(const wire::program& of, const course::catalogue& words) {
    std::string items;
    for (const auto& it : of.checks)
        if (it.good()) items += short_line(it, given(it, words), words);
    std::string advice;
    for (const auto& it : of.checks)
        if (it.good()) advice += list(it.evidence.advice);
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
        const auto cause = explained_by(of, it);
        const auto why =
            cause.empty() ? it.diagnosis.text : words.text("feedback.because", {{"check", cause}});
        items += short_line(it, why.empty() ? "" : ". " + why, words);
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

std::string program_id(const wire::program& it) {
    return "program-" + url_path(it.name);
}

// What the points of the checks below do not say by themselves.
std::string weight_and_hidden(const wire::program& of, const course::catalogue& words) {
    std::string result;
    if (of.scale)
        result += element(
            "p class=\"faint\"",
            words.text("feedback.weight", {{"of", std::to_string(of.max_score())},
                                           {"points", csv_number(of.scaled(of.max_score()))}}));
    int count = 0;
    int hidden_points = 0;
    for (const auto& it : of.checks) {
        count += it.hidden ? 1 : 0;
        hidden_points += it.hidden ? it.max_points : 0;
    }
    if (count > 0)
        result +=
            element("p class=\"faint\"",
                    words.text("feedback.not-shown", {{"count", std::to_string(count)},
                                                      {"points", std::to_string(hidden_points)}}));
    return result;
}

std::string report_facts_list(const wire::report& of, const course::catalogue& words) {
    std::string items;
    for (const auto& it : of.facts)
        items += "<li><span class=\"" + std::string(it.good ? "passed" : "odd") + "\">" +
                 (it.good ? "✓" : "–") + "</span> " + prose(it.what.text) + "</li>\n";
    return items.empty() ? ""
                         : element("h2", words.text("feedback.facts")) + "<ul class=\"key\">\n" +
                               items + "</ul>\n";
}

std::string program_section(const wire::program& of, const course::catalogue& words,
                            const guide_links& guide) {
    auto result = "<section>\n" + element("h2 id=\"" + program_id(of) + "\"",
                                          of.name + ": " + program_points(of, words));
    result += weight_and_hidden(of, words);
    if (of.status != wire::program_status::built) {
        result += element("p class=\"failed\"",
                          words.text("status." + std::string(wire::name(of.status))));
        return result + source_lines(of.source) + element("pre", of.message.text) + "</section>\n";
    }
    result += compiler_notes(of, words);
    for (const auto& it : of.checks) {
        const bool tried = !it.good() && it.verdict != verdict::skipped;
        if (tried) result += unhappy_check(it, words, guide);
    }
    return result + skipped_checks(of, words) + good_checks(of, words) + "</section>\n";
}

// `name` is markup already.
std::string overview_row(const std::string& name, const std::string& status,
                         const std::string& score) {
    return "<tr><th scope=\"row\">" + name + "</th>" + element("td", status) +
           element("td class=\"number\"", score) + "</tr>\n";
}

std::string overview(const wire::result& of, const course::catalogue& words) {
    auto result = "<table>\n" + element("caption", words.text("feedback.overview")) +
                  "<thead>\n<tr>" + element("th scope=\"col\"", words.text("feedback.program")) +
                  element("th scope=\"col\"", words.text("feedback.state")) +
                  element("th scope=\"col\" class=\"number\"", words.text("feedback.score")) +
                  "</tr>\n</thead>\n<tbody>\n";
    for (const auto& it : of.programs)
        result += overview_row(link("#" + program_id(it), it.name),
                               words.text("status." + std::string(wire::name(it.status))),
                               program_points(it, words));
    const auto& report = of.report;
    result += overview_row(
        "REPORTE.md", words.text("report." + std::string(wire::name(report.status))),
        report.score ? points(*report.score, report.max_score, words)
                     : words.text("feedback.of", {{"of", csv_number(report.max_score)}}));
    return result + "</tbody>\n</table>\n";
}

std::string small_print(const wire::result& of, const course::catalogue& words) {
    return "<footer class=\"faint\">\n<h2>" + html(words.text("feedback.origin")) + "</h2>\n" +
           element("p", words.text("feedback.file", {{"file", of.submission.file},
                                                     {"sha256", of.submission.sha256}})) +
           element("p", words.text("feedback.again", {{"seed", of.seed}, {"engine", of.engine}})) +
           "</footer>\n";
}

std::string lateness(const wire::result& of, const course::catalogue& words) {
    if (!of.late) return "";
    return element("p class=\"odd\"",
                   words.text("feedback.late", {{"handed_in", of.late->handed_in},
                                                {"due", of.late->due},
                                                {"percent", std::to_string(of.late->percent)}}));
}

}  // namespace

std::string feedback_page(const wire::result& whole, const course::catalogue& words,
                          const guide_links& guide) {
    const auto of = as_told(whole, words);
    auto body = element("h1", of.submission.name) +
                element("p class=\"score\"", points(of.score(), of.max_score(), words));
    if (of.has_internal_error())
        body += element("p class=\"odd\"", words.text("feedback.our-fault"));
    if (const auto warning = caution("feedback", of.isolation, words); !warning.empty())
        body += element("p class=\"odd\"", warning);
    body += awaited(of, words) + lateness(of, words);
    if (of.report.status == wire::report_status::present && !of.report.score)
        body += element("p class=\"odd\"", words.text("feedback.provisional"));
    body += overview(of, words) + decisions(of, words) + report_facts_list(of.report, words);
    if (!of.notes.empty()) body += element("h2", words.text("feedback.notes")) + list(of.notes);
    for (const auto& program : of.programs)
        body += program_section(program, words, guide);
    const auto manual =
        guide.page.empty() ? "" : link("../" + guide.page, words.text("feedback.to-guide"));
    return page(
        {of.submission.name, words.text("feedback.brand"), manual, body + small_print(of, words)},
        words.speaks());
}

}  // namespace grading

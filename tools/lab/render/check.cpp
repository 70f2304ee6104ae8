#include "lab/render/check.hpp"

#include "course/guide.hpp"
#include "course/todo_regions.hpp"
#include "lab/render/pairs.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/resolved.hpp"
#include "support/text_width.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace render {
namespace {

using console::role;
using console::voice;
using wire::verdict;

std::string title_line(const wire::check& check, const voice& say) {
    const auto mark = say.symbol("✗");
    const auto points = say.text("check.points", {{"n", std::to_string(check.points)},
                                                  {"of", std::to_string(check.max_points)}});
    const auto line = say.spread(mark + " " + say.show(check.id), points);
    return say.paint(role::bad, mark) + say.paint(role::heading, line.substr(mark.size())) + "\n";
}

// The values of both blocks of rows are aligned.
int widest_name(const voice& say) {
    return std::max({support::width(say.text("check.expected")),
                     support::width(say.text("check.got")),
                     support::width(say.text("check.seen"))});
}

std::string where_todo(const wire::check& check, const context& around, const voice& say) {
    if (check.evidence.todo == 0 || !has_todos(around.source)) return {};
    const int line = course::todo_line(around.source_text, check.evidence.todo);
    const auto file = around.source + (line > 0 ? ":" + std::to_string(line) : "");
    return support::paragraph(
        "  ", say.text("check.todo", {{"n", std::to_string(check.evidence.todo)}, {"file", file}}),
        say.how().columns);
}

std::string cause(const wire::check& check, const voice& say) {
    const auto text = check.diagnosis.text;
    if (text.empty()) return {};
    return "\n" + support::paragraph("  ", say.show(text), say.how().columns);
}

std::string way_forward(const wire::check& check, const context& around, const voice& say) {
    pairs rows(say, 2);
    rows.add("check.guide",
             course::place_in_guide(check.evidence.guide, around.guide_text, say.fill("{lab}")));
    rows.add("check.by-hand", check.evidence.by_hand);
    rows.add("check.replay", say.fill("{lab} replay ") + check.id);
    const auto text = where_todo(check, around, say) + rows.text();
    return text.empty() ? text : "\n" + text;
}

// The check that a skipped check depends on in the end: the one that it names may itself be
// skipped.
std::string root_cause(const wire::program& program, const wire::check& skipped) {
    auto cause = skipped.evidence.because;
    for (const auto& each : program.checks) {
        const bool goes_on = each.id == cause && each.verdict == verdict::skipped;
        if (goes_on && each.id != skipped.id) return root_cause(program, each);
    }
    return cause;
}

std::string listed(const std::vector<std::string>& ids) {
    std::string result;
    for (const auto& id : ids)
        result.append(result.empty() ? "" : ", ").append(id);
    return result;
}

// The skipped checks, grouped by the check that they depend on.
std::string waiting(const wire::program& program, const voice& say) {
    std::map<std::string, std::vector<std::string>> by_cause;
    for (const auto& check : program.checks) {
        if (check.verdict != verdict::skipped || check.not_tried()) continue;
        by_cause[root_cause(program, check)].push_back(check.id.substr(check.id.find('/') + 1));
    }
    std::string result;
    for (const auto& [because, ids] : by_cause) {
        result += support::paragraph(
            "- ",
            say.text("check.waiting", {{"checks", say.count("count.checks", ids.size())},
                                       {"because", because},
                                       {"list", listed(ids)}}),
            say.how().columns);
    }
    return result;
}

// The checks that passed given a mistake that another check has told, grouped by it.
std::string passed_given(const wire::program& program, const voice& say) {
    std::map<std::string, std::vector<std::string>> by_mistake;
    for (const auto& check : program.checks) {
        std::string all;
        for (const auto& what : check.given)
            all.append(all.empty() ? "" : "; ").append(what.text);
        if (!all.empty()) by_mistake[all].push_back(check.id.substr(check.id.find('/') + 1));
    }
    std::string result;
    for (const auto& [what, ids] : by_mistake)
        result += support::paragraph(
            "- ",
            say.text("check.given", {{"checks", say.count("count.checks", ids.size())},
                                     {"what", say.show(what)},
                                     {"list", listed(ids)}}),
            say.how().columns);
    return result;
}

std::string advice_of(const wire::check& check, const voice& say) {
    std::string result;
    for (const auto& advice : check.evidence.advice)
        result += support::paragraph(
            "- ", say.text("check.advice", {{"id", check.id}, {"text", say.show(advice.text)}}),
            say.how().columns);
    return result;
}

// What is worth a line although nothing failed.
std::string notice_on(const wire::check& check, const voice& say) {
    const auto why = check.diagnosis.text;
    if (check.verdict == verdict::unstable)
        return support::paragraph("~ ", say.text("check.unstable", {{"id", check.id}}),
                                  say.how().columns);
    if (check.good()) return advice_of(check, say);
    if (!check.not_tried()) return {};
    return support::paragraph("- ", say.text("check.not-tried", {{"id", check.id}, {"why", why}}),
                              say.how().columns);
}

// When the suite itself fails, many checks have the same reason.
std::string not_judged(const wire::program& program, const voice& say) {
    std::map<std::string, std::string> by_reason;
    for (const auto& check : program.checks) {
        const bool ours =
            check.verdict == verdict::internal_error || check.verdict == verdict::not_run;
        if (!ours) continue;
        auto& list = by_reason[check.diagnosis.text];
        list.append(list.empty() ? "" : ", ").append(check.id.substr(check.id.find('/') + 1));
    }
    std::string result;
    for (const auto& [reason, list] : by_reason) {
        result +=
            support::paragraph("! ", say.text("check.ours", {{"list", list}}), say.how().columns);
        if (!reason.empty())
            result += support::paragraph("    ", say.show(reason), say.how().columns);
    }
    return result;
}

std::string not_built(const wire::program& program, const context& around, const voice& say) {
    const bool missing = program.status == wire::program_status::missing;
    const auto id = missing                                                ? "check.missing"
                    : program.status == wire::program_status::build_failed ? "check.does-not-build"
                                                                           : "check.build-is-ours";
    const auto line = say.spread(
        say.symbol("✗") + " " + say.text(id, {{"program", program.name}, {"file", around.source}}),
        say.text("check.points", {{"n", "0"}, {"of", std::to_string(program.max_score())}}));
    std::string result = say.paint(role::bad, line) + "\n";
    if (program.message.empty()) return result;
    // A compiler's lines are not wrapped, so that its marks stay under their letters.
    result += "\n";
    for (const auto& text : support::wrap(say.show(program.message.text), 10'000))
        result += text.empty() ? "\n" : "  " + text + "\n";
    return result;
}

std::string first_line(const wire::program& program, const voice& say) {
    const auto& checks = program.checks;
    const auto good = static_cast<std::size_t>(std::count_if(
        checks.begin(), checks.end(), [](const wire::check& it) { return it.good(); }));
    const bool all = std::all_of(checks.begin(), checks.end(), lab::resolved);
    const auto mark = say.symbol(all ? "✓" : "✗");
    const auto left = mark + " " + support::pad_right(program.name, 12) +
                      say.text("check.passed", {{"n", std::to_string(good)},
                                                {"of", std::to_string(checks.size())}});
    const auto right = say.text("check.score", {{"n", std::to_string(program.score())},
                                                {"of", std::to_string(program.max_score())}});
    return say.paint(all ? role::good : role::bad, say.spread(left, right)) + "\n";
}

}  // namespace

context context_of(const lab::session& now, const lab::trial& it) {
    context result;
    result.source = now.where.shown(it.source);
    result.source_text = it.text;
    if (const auto guide = lab::guide_of(now); !guide.empty())
        result.guide_text = lab::read_file(guide);
    return result;
}

std::string failure(const wire::check& check, const context& around, const voice& say) {
    const auto& seen = check.evidence;
    std::string result = title_line(check, say) + "\n";
    if (!seen.did.empty())
        result += support::paragraph("  ", say.show(seen.did), say.how().columns);
    const int names = widest_name(say);
    pairs compared(say, 4, names);
    compared.add("check.expected", seen.expected.text);
    compared.add("check.got", seen.got.text);
    result += compared.text() + cause(check, say);
    pairs observed(say, 4, names);
    for (const auto& line : seen.seen)
        observed.add("check.seen", line.text);
    return result + observed.text() + way_forward(check, around, say);
}

std::string program(const wire::program& program, const context& around, const voice& say,
                    failures in_full) {
    if (program.status != wire::program_status::built) return not_built(program, around, say);
    auto result = first_line(program, say);
    std::size_t failed = 0;
    std::string others;
    for (const auto& check : program.checks) {
        const bool fails = check.verdict == verdict::failed;
        if (fails && failed++ > 0 && in_full == failures::first) {
            others += title_line(check, say) + "\n";
            continue;
        }
        const auto text = fails ? failure(check, around, say) : notice_on(check, say);
        if (!text.empty()) result += "\n" + text;
    }
    if (!others.empty())
        result += "\n" + others + say.paragraph(2, "check.others", {{"program", program.name}});
    for (const auto& text :
         {not_judged(program, say), passed_given(program, say), waiting(program, say)})
        result += text.empty() ? text : "\n" + text;
    return result;
}

bool has_todos(const std::string& source) {
    return course::dialect_of(source).value_or(course::dialect::cpp) == course::dialect::cpp;
}

}  // namespace render

#include "lab/render/grade.hpp"

#include "grading/isolation.hpp"
#include "lab/render/isolation.hpp"
#include "support/text_width.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace render {
namespace {

using console::role;
using console::voice;

std::string seconds(double value, const voice& say) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", value);
    std::string result = text;
    if (say.speaks() == course::language::es) std::replace(result.begin(), result.end(), '.', ',');
    return result;
}

// 90, or 7.5 where a weight has scaled it.
std::string number(double value, const voice& say) {
    char text[32];
    const bool whole = value == std::floor(value);
    std::snprintf(text, sizeof text, whole ? "%.0f" : "%.1f", value);
    std::string result = text;
    if (say.speaks() == course::language::es) std::replace(result.begin(), result.end(), '.', ',');
    return result;
}

std::string grade(double points, double of, const voice& say) {
    return support::pad_left(number(points, say), 5) + " / " + number(of, say);
}

// "90 / 90 + report": aligned to the right, so that the numbers form columns.
std::string points(const wire::result& it, const voice& say) {
    const auto numbers = support::pad_left(number(it.automatic_score(), say), 3) + " / " +
                         number(it.automatic_max(), say);
    const bool report = it.report.status == wire::report_status::present;
    return numbers + (report ? say.text("grade.report") : "");
}

// The parts of a summary are three blanks apart. A part is not broken if it fits into a line.
std::string by_parts(std::string_view summary, int columns) {
    constexpr std::string_view gap = "   ";
    std::string result;
    std::string line;
    while (!summary.empty()) {
        const auto part = summary.substr(0, summary.find(gap));
        summary.remove_prefix(std::min(summary.size(), part.size() + gap.size()));
        const bool fits = support::width(line) + 3 + support::width(part) <= columns;
        if (!line.empty() && !fits) {
            result.append(line).append("\n");
            line.clear();
        }
        line.append(line.empty() ? "" : gap).append(part);
    }
    return result + line;
}

// "ada, grace and 12 more": the names of those with this change.
std::string names(const grading::ending& end, grading::change which, const voice& say) {
    constexpr std::size_t most = 8;
    std::string result;
    std::size_t count = 0;
    for (const auto& it : end.all) {
        if (it.change != which || ++count > most) continue;
        result += (result.empty() ? "" : ", ") + say.show(it.result.submission.name);
    }
    if (count <= most) return result;
    return say.text("grade.and-more", {{"names", result}, {"n", std::to_string(count - most)}});
}

// The first run of a class says nothing new: all are.
std::string changes(const grading::ending& end, const voice& say) {
    using grading::change;
    const auto all_new = std::all_of(end.all.begin(), end.all.end(),
                                     [](const auto& it) { return it.change == change::fresh; });
    std::string result;
    for (const auto which : {change::fresh, change::changed, change::again}) {
        const auto who = names(end, which, say);
        if (who.empty() || (all_new && end.others == 0)) continue;
        result += say.paragraph(2, "grade." + std::string(grading::name(which)), {{"names", who}});
    }
    if (end.others > 0)
        result += say.paragraph(2, "grade.others",
                                {{"submissions", say.count("count.submissions", end.others)}});
    return result;
}

std::string attention(const grading::ending& end, const voice& say) {
    if (end.attention.empty()) return {};
    auto result = say.paragraph(2, "grade.attention");
    for (const auto& it : end.attention)
        result += support::paragraph("    ", say.show(it.name) + ": " + say.show(it.why.text),
                                     say.how().columns);
    return result;
}

// " (shard 3/64)"
std::string part_of_class(const std::optional<grading::shard>& it, const voice& say) {
    if (!it) return {};
    return say.text("grade.shard", {{"shard", name(*it)}});
}

// A shard's folder is for `lab merge`.
std::string ending_of_part(const grading::ending& it, const voice& say) {
    if (it.interrupted) return say.paragraph(2, "grade.interrupted");
    return say.paragraph(2, "grade.shard-done",
                         {{"shard", name(*it.shard)},
                          {"submissions", say.count("count.submissions", it.all.size())}});
}

std::string internal_errors(const grading::ending& it, const voice& say) {
    if (it.internal_errors == 0) return {};
    return say.paragraph(2, "grade.internal-errors",
                         {{"submissions", say.count("count.submissions", it.internal_errors)}});
}

role colour_of(const wire::result& it) {
    if (it.has_internal_error()) return role::warning;
    return it.automatic_score() == it.automatic_max() ? role::good : role::bad;
}

}  // namespace

std::string beginning(const grading::beginning& it, const voice& say) {
    constexpr const char* ids[] = {"grade.began", "grade.began-users", "grade.began-unsafe"};
    const auto* const id = ids[static_cast<std::size_t>(grading::trust_in(it.isolation))];
    auto text = say.paragraph(2, id,
                              {{"submissions", say.count("count.submissions", it.submissions) +
                                                   part_of_class(it.shard, say)},
                               {"jobs", say.count("count.cores", it.jobs)},
                               {"isolation", isolation(it.isolation, say)}});
    if (!it.new_secret.empty())
        text += say.paragraph(2, "grade.new-secret", {{"file", it.new_secret.generic_string()}});
    if (!it.user.empty()) text += say.paragraph(2, "grade.as-user", {{"user", it.user}});
    return text;
}

std::string graded(const grading::graded& it, const voice& say) {
    const int points_columns = 9 + support::width(say.text("grade.report"));
    const auto all = points(it.result, say);
    const auto margin = support::pad_right("", 2 + points_columns + 2);
    const auto name = support::pad_right(say.show(it.result.submission.name), 18);
    const auto left = "  " + support::pad_right(all, points_columns) + "  " + name;
    const auto time =
        it.change == grading::change::kept ? say.text("grade.kept") : seconds(it.seconds, say);
    const auto summary = say.show(it.summary);
    const int room = say.how().columns - support::width(left) - support::width(time) - 4;
    const bool fits = support::width(summary) <= room;
    auto line = say.spread(fits ? left + "  " + summary : left, time) + "\n";
    const auto coloured = say.paint(colour_of(it.result), all);
    line.replace(2, all.size(), coloured);
    if (fits) return line;
    const auto below = by_parts(summary, say.how().columns - support::width(margin));
    return line + support::paragraph(margin, below, say.how().columns);
}

std::string ending(const grading::ending& it, const voice& say) {
    if (it.shard) return ending_of_part(it, say) + internal_errors(it, say);
    if (it.all.empty() && it.merged == 0) return {};
    std::string result;
    if (it.merged > 0)
        result += say.paragraph(2, "grade.merged",
                                {{"submissions", say.count("count.submissions", it.merged)}});
    if (it.interrupted) result += say.paragraph(2, "grade.interrupted");
    result += changes(it, say);
    const auto out = it.grades_csv.parent_path().generic_string();
    result += say.paragraph(2, "grade.files",
                            {{"csv", it.grades_csv.generic_string()},
                             {"html", it.class_html.generic_string()},
                             {"out", out}});
    if (!it.exports.empty())
        result += say.paragraph(2, "grade.exports", {{"out", it.exports.generic_string()}});
    if (it.reports_to_mark > 0) {
        result += say.paragraph(2, "grade.provisional",
                                {{"reports", say.count("count.reports-wait", it.reports_to_mark)},
                                 {"marks", it.marks_toml.generic_string()}});
    }
    return result + attention(it, say) + internal_errors(it, say);
}

std::string moves(const grading::ending& it, const voice& say) {
    if (it.moved.empty()) return say.paragraph(2, "regrade.none");
    auto result = say.paragraph(2, "regrade.moved");
    for (const auto& each : it.moved) {
        const auto left = "  " + grade(each.before, each.before_of, say) + " -> " +
                          grade(each.after, each.after_of, say) + "  ";
        std::string checks;
        for (const auto& check : each.checks)
            checks += (checks.empty() ? "" : "   ") + check.id + " " +
                      std::to_string(check.before) + " -> " + std::to_string(check.after);
        if (checks.empty()) checks = say.text("regrade.course");
        result += left + say.show(each.name) + "\n" +
                  support::paragraph("      ", by_parts(checks, say.how().columns - 6),
                                     say.how().columns);
    }
    return result + "\n";
}

std::string said(const std::string& text, const voice& say) {
    return support::paragraph("lab: ", say.show(text), say.how().columns);
}

}  // namespace render

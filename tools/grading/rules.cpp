#include "grading/rules.hpp"

#include "grading/report_facts.hpp"

#include <algorithm>
#include <chrono>

namespace grading {
namespace {

namespace chrono = std::chrono;

const course::assignment* assignment_of(const wire::result& it, const course::course& course) {
    return it.programs.empty() ? nullptr : course.assignment_of(it.programs.front().name);
}

void weigh(wire::result& to, const course::assignment& by, const course::course& course) {
    to.report.max_score = by.report_points;
    for (auto& program : to.programs) {
        program.scale.reset();
        const auto* exercise = course.find(program.name);
        const auto* weight = exercise == nullptr ? nullptr : by.weight_of(*exercise);
        if (weight != nullptr)
            program.scale = {weight->points, course.folder_points(weight->folder)};
    }
}

void look_at_report(wire::result& to, const std::string& report, const course::assignment& by,
                    const context& with) {
    to.report.facts.clear();
    for (const auto& it : with.assignments)
        if (it.course.assignments.front().name == by.name)
            to.report.facts = report_facts(report, it.report_templates, by, with.words);
}

// Of several days late, each that has begun counts. A mistyped year (0001) makes millions of them:
// no more than result.json may hold.
int days_late(chrono::seconds late) {
    constexpr auto day = chrono::seconds(chrono::hours(24));
    constexpr chrono::seconds::rep most = wire::largest_number;
    return static_cast<int>(std::min(most, (late + day - chrono::seconds(1)) / day));
}

int percent_lost(const course::late_rule& rule, int days) {
    if (rule.most_days && days > *rule.most_days) return 100;
    return std::min(100, days * rule.percent_per_day);
}

bool costs(const course::late_rule& rule) {
    return rule.percent_per_day > 0 || rule.most_days;
}

bool platform_says_late(const wire::result& it) {
    return std::any_of(it.notes.begin(), it.notes.end(),
                       [](const wire::sentence& note) { return note.id == "note.late"; });
}

void date(wire::result& to, const course::assignment& by, const student* owner,
          const context& with) {
    to.late.reset();
    const auto* extension = with.marks.extension_of(to.submission);
    const auto& due = extension != nullptr ? std::optional(extension->until) : by.due;
    const auto& rule = with.course.late;
    const auto handed_in = owner == nullptr ? std::nullopt : owner->handed_in;
    if (due && handed_in) {
        const auto zone = with.course.time_zone;
        const auto late = handed_in->utc(zone) - due->utc(zone);
        if (late <= chrono::minutes(rule.grace_minutes)) return;
        const int days = days_late(late);
        to.late = {handed_in->text, due->text, days, percent_lost(rule, days)};
    } else if (platform_says_late(to) && costs(rule) && extension == nullptr) {
        to.attention.push_back(wire::say(with.words, "attention.late"));
    }
}

}  // namespace

void decide(wire::result& to, const std::string& report, const context& with) {
    const auto* by = assignment_of(to, with.course);
    const auto* owner = with.roster.owner(to.submission, by == nullptr ? "" : by->name);
    to.submission.student = owner == nullptr ? "" : owner->id;
    to.hidden_failures = with.course.hidden_failures;
    if (by != nullptr) weigh(to, *by, with.course);
    if (by != nullptr) look_at_report(to, report, *by, with);
    with.marks.apply(to, with.words);
    if (by != nullptr) date(to, *by, owner, with);
}

std::vector<concern> unmatched(const std::vector<wire::result>& all, const context& with) {
    std::vector<concern> result;
    if (with.roster.empty()) return result;
    for (const auto& it : all)
        if (it.submission.student.empty())
            result.push_back({it.submission.name, wire::say(with.words, "roster.nobody")});
    return result;
}

}  // namespace grading

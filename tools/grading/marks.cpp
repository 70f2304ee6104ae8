#include "grading/marks.hpp"

#include "grading/csv.hpp"
#include "grading/exports.hpp"
#include "grading/problem.hpp"
#include "grading/record.hpp"
#include "support/similar.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace grading {
namespace {

constexpr std::size_t largest_marks = 4 * 1024 * 1024;
constexpr const char* not_tried_id = "attention.not-tried";

bool about(const course::mark& it, const wire::result& result) {
    return it.submission == result.submission.name;
}

bool fits(const course::mark& it, const wire::result& result) {
    return about(it, result) && support::starts(marked_bytes(result), it.report);
}

bool possible(double points, const wire::result& in) {
    return points <= in.report.max_score;
}

wire::check* find_check(wire::result& in, const std::string& id) {
    for (auto& program : in.programs)
        for (auto& check : program.checks)
            if (check.id == id) return &check;
    return nullptr;
}

void undo(wire::result& it) {
    it.report.score.reset();
    it.report.marked.reset();
    it.report.by = {};
    it.attention.clear();
    for (auto& program : it.programs) {
        for (auto& check : program.checks) {
            if (check.corrected) check.points = check.corrected->automatic;
            check.corrected.reset();
        }
    }
}

void correct(wire::result& to, const course::override_points& it) {
    auto* check = find_check(to, it.check);
    if (check == nullptr || it.points > check->max_points) return;
    const int automatic = check->corrected ? check->corrected->automatic : check->points;
    check->corrected = {automatic, {it.comment, it.author, it.date}};
    check->points = it.points;
}

bool holds_no_program(const wire::result& it) {
    return std::all_of(it.programs.begin(), it.programs.end(), [](const wire::program& each) {
        return each.status == wire::program_status::missing;
    });
}

// Checks that share a reason (a compiler without sanitizers) are one sentence.
std::vector<wire::sentence> not_tried(const wire::result& it, const course::catalogue& words) {
    std::map<std::string, std::string> checks_by_reason;
    for (const auto& program : it.programs) {
        for (const auto& check : program.checks) {
            if (!check.open()) continue;
            auto& list = checks_by_reason[check.diagnosis.text];
            list += (list.empty() ? "" : ", ") + check.id;
        }
    }
    std::vector<wire::sentence> result;
    for (const auto& [why, checks] : checks_by_reason)
        result.push_back(wire::say(words, not_tried_id, {{"checks", checks}, {"why", why}}));
    return result;
}

// What a person should see before the points are final: nothing could be judged, or the report is
// in a form that is not read here.
std::vector<wire::sentence> reasons(const wire::result& it, const course::catalogue& words) {
    std::vector<wire::sentence> result;
    for (const auto& note : it.notes) {
        if (support::starts(note.id, "refused.")) return {note};
        if (note.id == "note.report-form") result.push_back(note);
    }
    if (holds_no_program(it)) result.insert(result.begin(), wire::say(words, "remark.no-programs"));
    return result;
}

std::string signature(const course::mark& it) {
    auto result = it.author;
    if (!it.date.empty()) result += (result.empty() ? "" : ", ") + it.date;
    return result.empty() ? it.where : result;
}

const wire::result* find(const std::vector<wire::result>& all, const std::string& name) {
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const wire::result& it) { return it.submission.name == name; });
    return found == all.end() ? nullptr : &*found;
}

concern unknown(const std::string& where, const char* id, const std::string& name,
                const std::vector<std::string>& known, const course::catalogue& words) {
    concern result{where, wire::say(words, id, {{"name", name}})};
    const auto meant = support::similar(name, known);
    if (!meant.empty()) result.why.text += " " + words.text("marks.meant", {{"name", meant}});
    return result;
}

concern no_submission(const std::string& where, const std::string& name,
                      const std::vector<wire::result>& all, const course::catalogue& words) {
    std::vector<std::string> names;
    for (const auto& it : all)
        names.push_back(it.submission.name);
    return unknown(where, "marks.no-submission", name, names, words);
}

concern too_many(const std::string& where, double points, int most,
                 const course::catalogue& words) {
    return {where, wire::say(words, "marks.too-many",
                             {{"points", csv_number(points)}, {"max", std::to_string(most)}})};
}

std::optional<concern> misfit_of(const course::mark& it, const std::vector<wire::result>& all,
                                 const course::catalogue& words) {
    const auto* of = find(all, it.submission);
    if (of == nullptr) return no_submission(it.where, it.submission, all, words);
    if (!it.points || !fits(it, *of) || possible(*it.points, *of)) return std::nullopt;
    return too_many(it.where, *it.points, of->report.max_score, words);
}

std::optional<concern> misfit_of(const course::override_points& it,
                                 const std::vector<wire::result>& all,
                                 const course::catalogue& words) {
    const auto* of = find(all, it.submission);
    if (of == nullptr) return no_submission(it.where, it.submission, all, words);
    std::vector<std::string> checks;
    for (const auto& program : of->programs) {
        for (const auto& check : program.checks) {
            checks.push_back(check.id);
            if (check.id != it.check) continue;
            if (it.points <= check.max_points) return std::nullopt;
            return too_many(it.where, it.points, check.max_points, words);
        }
    }
    return unknown(it.where, "marks.no-check", it.check, checks, words);
}

}  // namespace

const std::string& marked_bytes(const wire::result& it) {
    return it.report.sha256.empty() ? it.submission.sha256 : it.report.sha256;
}

bool waits_for_mark(const wire::result& it) {
    const bool read = it.report.status == wire::report_status::present;
    const bool asked = std::any_of(it.attention.begin(), it.attention.end(), settled_by_mark);
    return !it.report.score && (read || asked) && !marked_bytes(it).empty();
}

mark_book mark_book::read(const folder& out, const course::catalogue& words) {
    mark_book result;
    const std::string name(marks_file);
    const auto shown = (out.shown() / name).generic_string();
    const auto text = out.read(name, largest_marks);
    result.exists_ = out.has(name);
    if (!text && result.exists_)
        throw problem(error_of_use, words.text("marks.no-file", {{"file", shown}}));
    if (!text) return result;
    try {
        result.all_ = course::read_marks(*text, shown);
    } catch (const std::exception& why) {
        throw broken_input(error_of_use, words.text("marks.unreadable",
                                                    {{"why", support::one_line(why.what(), 400)}}));
    }
    return result;
}

void mark_book::adopt_typed(const std::vector<wire::result>& recorded, const folder& out,
                            const course::catalogue& words) {
    std::vector<course::mark> typed;
    for (const auto& it : recorded) {
        const auto& report = it.report;
        const bool typed_there = !exists_ || report.score != report.marked;
        if (!report.score || !typed_there) continue;
        typed.push_back({it.submission.name, marked_bytes(it).substr(0, shown_digits), report.score,
                         report.by.comment, report.by.author, report.by.date,
                         std::string(marks_file)});
    }
    adopt(typed, out, words);
}

void mark_book::adopt(const std::vector<course::mark>& fresh, const folder& out,
                      const course::catalogue& words) {
    std::vector<course::mark> unknown_yet;
    for (const auto& it : fresh) {
        const bool known =
            std::any_of(all_.reports.begin(), all_.reports.end(), [&](const course::mark& each) {
                return each.submission == it.submission && each.report == it.report &&
                       each.points == it.points && each.comment == it.comment;
            });
        if (!known) unknown_yet.push_back(it);
    }
    if (unknown_yet.empty()) return;
    add(unknown_yet, out, words);
    all_.reports.insert(all_.reports.end(), unknown_yet.begin(), unknown_yet.end());
    exists_ = true;
}

void mark_book::apply(wire::result& to, const course::catalogue& words) const {
    undo(to);
    for (const auto& it : all_.overrides)
        if (it.submission == to.submission.name) correct(to, it);
    to.attention = reasons(to, words);
    mark_report(to, words);
    for (auto& each : not_tried(to, words))
        to.attention.push_back(std::move(each));
}

void mark_book::mark_report(wire::result& to, const course::catalogue& words) const {
    const course::mark* earlier = nullptr;
    for (const auto& it : all_.reports) {
        if (!about(it, to)) continue;
        if (!fits(it, to)) {
            if (it.points) earlier = &it;
            continue;
        }
        if (it.points && possible(*it.points, to)) to.report.score = it.points;
        if (it.points || !it.comment.empty()) to.report.by = {it.comment, it.author, it.date};
    }
    to.report.marked = to.report.score;
    if (to.report.score || earlier == nullptr) return;
    to.attention.push_back(
        wire::say(words, "attention.mark-again",
                  {{"points", csv_number(*earlier->points)}, {"who", signature(*earlier)}}));
}

void mark_book::ask_for(const std::vector<wire::result>& all, const folder& out,
                        const course::catalogue& words) const {
    std::vector<course::mark> fresh;
    for (const auto& it : all) {
        const bool asked = std::any_of(all_.reports.begin(), all_.reports.end(),
                                       [&](const course::mark& each) { return fits(each, it); });
        if (asked || !waits_for_mark(it)) continue;
        course::mark entry;
        entry.submission = it.submission.name;
        entry.report = marked_bytes(it).substr(0, shown_digits);
        entry.where = words.text("marks.of", {{"max", std::to_string(it.report.max_score)}});
        for (const auto& why : it.attention)
            if (settled_by_mark(why)) entry.where += "; " + support::one_line(why.text);
        fresh.push_back(entry);
    }
    if (!fresh.empty()) add(fresh, out, words);
}

void mark_book::add(const std::vector<course::mark>& fresh, const folder& out,
                    const course::catalogue& words) const {
    auto text = exists_ ? std::string() : words.text("marks.head");
    for (const auto& it : fresh)
        text += course::to_toml(it, it.where);
    append_file(out, std::string(marks_file), text, words);
}

const course::extension* mark_book::extension_of(const wire::submission& of) const {
    const auto about_it = [&](const course::extension& it) {
        return it.submission == of.name || (!of.student.empty() && it.submission == of.student);
    };
    const auto found = std::find_if(all_.extensions.rbegin(), all_.extensions.rend(), about_it);
    return found == all_.extensions.rend() ? nullptr : &*found;
}

std::vector<concern> mark_book::misfits(const std::vector<wire::result>& all,
                                        const roster& students,
                                        const course::catalogue& words) const {
    std::vector<concern> result;
    for (const auto& it : all_.reports) {
        const bool filled_in = it.points || !it.comment.empty();
        if (auto found = filled_in ? misfit_of(it, all, words) : std::nullopt)
            result.push_back(std::move(*found));
    }
    for (const auto& it : all_.overrides)
        if (auto found = misfit_of(it, all, words)) result.push_back(std::move(*found));
    for (const auto& it : all_.extensions)
        if (find(all, it.submission) == nullptr && students.find(it.submission) == nullptr)
            result.push_back(no_submission(it.where, it.submission, all, words));
    return result;
}

std::vector<concern> concerns(const std::vector<wire::result>& all) {
    std::vector<concern> result;
    for (const auto& it : all)
        for (const auto& why : unsettled(it))
            result.push_back({it.submission.name, why});
    return result;
}

bool settled_by_mark(const wire::sentence& why) {
    return why.id != not_tried_id;
}

std::vector<wire::sentence> unsettled(const wire::result& it) {
    auto result = it.attention;
    if (it.report.score) std::erase_if(result, settled_by_mark);
    return result;
}

}  // namespace grading

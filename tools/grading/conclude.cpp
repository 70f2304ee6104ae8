#include "grading/conclude.hpp"

#include "grading/export.hpp"
#include "grading/exports.hpp"
#include "grading/moves.hpp"
#include "grading/record.hpp"
#include "grading/rules.hpp"
#include "grading/told.hpp"
#include "wire/worded.hpp"

#include <algorithm>
#include <set>

namespace grading {
namespace {

// A class of thousands has to fit into memory. The pages of the class show none of this.
void leave_out_evidence(wire::result& of) {
    for (auto& program : of.programs) {
        program.source = {};
        for (auto& check : program.checks) {
            auto guide = std::move(check.evidence.guide);
            check.evidence = {};
            check.evidence.guide = std::move(guide);
        }
    }
}

// The grade book is what OUT holds: the results of this run, and those of earlier runs.
std::vector<wire::result> grade_book(const std::vector<graded>& done, const folder& out,
                                     const context& with, std::vector<move>& moves) {
    std::vector<wire::result> result;
    std::set<std::string> fresh;
    for (const auto& it : done) {
        result.push_back(it.result);
        fresh.insert(it.result.submission.name);
        if (it.moved) moves.push_back(*it.moved);
    }
    for (const auto& name : recorded_names(out)) {
        if (fresh.contains(name)) continue;
        auto before = recorded(out, name).result;
        if (!before) continue;
        auto it = wire::worded(*before, with.course, with.words);
        decide(it, recorded_report(out, name), with);
        record_again(out, it, with.words, with.guide.links);
        record_questions(out, it, with.course, with.words);
        if (auto moves_of_it = moved(*before, it)) moves.push_back(std::move(*moves_of_it));
        if (with.exports.empty()) leave_out_evidence(it);
        result.push_back(std::move(it));
    }
    std::sort(result.begin(), result.end(), [](const auto& one, const auto& other) {
        return one.submission.name < other.submission.name;
    });
    return result;
}

// By assignment: those who have handed in nothing of it. An assignment that is not graded here has
// no missing students.
std::vector<absent> missing_students(const std::vector<wire::result>& book, const context& with) {
    std::vector<absent> result;
    for (const auto& assignment : with.assignments) {
        const auto& name = assignment.course.assignments.front().name;
        const auto of_it = [&](const wire::result& it) {
            return !it.programs.empty() &&
                   assignment.course.find(it.programs.front().name) != nullptr;
        };
        if (std::none_of(book.begin(), book.end(), of_it)) continue;
        for (const auto* it : with.roster.missing(book, with.course, name))
            result.push_back({name, *it});
    }
    return result;
}

// Rows that a person has begun stay in the form; it has none that is marked.
void record_rubric(const std::vector<wire::result>& book, const folder& out, const context& with) {
    std::vector<wire::result> waiting;
    std::copy_if(book.begin(), book.end(), std::back_inserter(waiting), waits_for_mark);
    const std::string name(rubric_file);
    if (waiting.empty() && !out.has(name)) return;
    record_file(out, name, rubric_form(waiting, with.rubric, with.course), with.words);
}

// Of the assignment that is asked for, as students may see them.
std::vector<wire::result> exported_results(const std::vector<wire::result>& book,
                                           const context& with) {
    std::vector<wire::result> result;
    for (const auto& it : book) {
        const auto* of =
            it.programs.empty() ? nullptr : with.course.assignment_of(it.programs.front().name);
        const bool fits =
            with.asked.assignment.empty() || (of != nullptr && of->name == with.asked.assignment);
        if (fits) result.push_back(as_told(it, with.words));
    }
    return result;
}

// Writes OUT/exports, in place of an earlier one: a file of a submission that has no score any more
// must not be uploaded. Returns what was left out of it.
std::vector<concern> record_exports(const std::vector<wire::result>& book, const folder& out,
                                    const context& with) {
    std::vector<concern> result;
    remove_below(out, std::string(exports_folder), with.words);
    const export_source from{exported_results(book, with),
                             with.course,
                             with.words,
                             with.roster,
                             with.moodle ? &*with.moodle : nullptr,
                             with.canvas ? &*with.canvas : nullptr,
                             [&](const auto& it) { return recorded_sources(out, it, with.course); },
                             with.stubs};
    for (const auto& name : with.exports) {
        auto made = export_as(name, from);
        for (const auto& it : made.files)
            record_below(out, std::string(exports_folder) + "/" + it.path, it.bytes, with.words);
        std::move(made.attention.begin(), made.attention.end(), std::back_inserter(result));
    }
    return result;
}

}  // namespace

ending conclude(std::vector<graded> all, const folder& out, const context& with, bool complete) {
    const auto& words = with.words;
    ending end;
    const auto book = grade_book(all, out, with, end.moved);
    record_file(out, std::string(grades_file), grades_table(book, words, with.roster), words);
    record_file(
        out, std::string(class_file),
        class_page(book, with.course, words, with.guide.links, missing_students(book, with)),
        words);
    for (const auto& [name, bytes] : with.guide.files)
        record_file(out, name, bytes, words);
    with.marks.ask_for(book, out, words);
    record_rubric(book, out, with);
    end.grades_csv = out.shown() / grades_file;
    end.class_html = out.shown() / class_file;
    end.marks_toml = out.shown() / marks_file;
    for (const auto& it : book) {
        const bool waits = it.report.status == wire::report_status::present && !it.report.score;
        end.reports_to_mark += waits ? 1U : 0U;
        end.internal_errors += it.has_internal_error() ? 1U : 0U;
    }
    end.attention = concerns(book);
    for (auto& it : with.marks.misfits(book, with.roster, words))
        end.attention.push_back(std::move(it));
    for (auto& it : unmatched(book, with))
        end.attention.push_back(std::move(it));
    // A table that says "no submission" of everybody who was not judged yet would mislead.
    if (!with.exports.empty() && complete) {
        end.exports = out.shown() / exports_folder;
        for (auto& it : record_exports(book, out, with))
            end.attention.push_back(std::move(it));
    }
    end.others = book.size() - all.size();
    end.all = std::move(all);
    return end;
}

}  // namespace grading

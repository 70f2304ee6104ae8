#include "grading/rubric.hpp"

#include "grading/csv.hpp"
#include "grading/marks.hpp"
#include "support/similar.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace grading {
namespace {

// A spreadsheet would take 123456789012 or 1234e5 for a number.
constexpr std::string_view report_prefix = "sha256:";

[[noreturn]] void fail_in_rubric(const std::string& where, const std::string& what) {
    throw std::runtime_error(where + ": " + what);
}

// A report without a rubric is one criterion.
std::vector<course::criterion> criteria_of(const course::assignment& it) {
    if (!it.rubric.empty()) return it.rubric;
    return {{"points", it.report_points, {}}};
}

// Those of all assignments: a criterion that two of them have is one column.
std::vector<std::string> criterion_columns(const course::course& course) {
    std::vector<std::string> result;
    for (const auto& assignment : course.assignments)
        for (const auto& it : criteria_of(assignment))
            if (std::find(result.begin(), result.end(), it.id) == result.end())
                result.push_back(it.id);
    return result;
}

std::vector<std::string> form_columns(const course::course& course) {
    std::vector<std::string> result = {"submission", "report", "facts"};
    for (auto& it : criterion_columns(course))
        result.push_back(std::move(it));
    result.insert(result.end(), {"comment", "author"});
    return result;
}

const wire::result& result_named(const rubric_row& row, const std::vector<wire::result>& all) {
    std::vector<std::string> names;
    for (const auto& it : all) {
        if (it.submission.name == row.submission) return it;
        names.push_back(it.submission.name);
    }
    const auto meant = support::similar(row.submission, names);
    fail_in_rubric(row.where, "there is no submission `" + support::one_line(row.submission) + "`" +
                                  (meant.empty() ? "" : "; did you mean `" + meant + "`?"));
}

std::string cell_of(const rubric_row& row, const std::string& column) {
    const auto found = row.cells.find(column);
    return found == row.cells.end() ? "" : found->second;
}

double points_of(const rubric_row& row, const course::criterion& it) {
    const auto text = cell_of(row, it.id);
    const auto points = course::read_points(text);
    if (!points || !(*points >= 0))
        fail_in_rubric(row.where,
                       "`" + it.id + "` is not a number of points: " + support::one_line(text));
    if (*points > it.points)
        fail_in_rubric(row.where, "`" + it.id + "` has " + support::one_line(text) + " of " +
                                      std::to_string(it.points) + " points");
    return *points;
}

// "Reasons 3/4, figures 2/2. Clear."
std::string comment_of(const rubric_row& row, const course::assignment& by,
                       course::language language) {
    std::string result;
    for (const auto& it : by.rubric)
        result += (result.empty() ? "" : ", ") + it.title.in(language) + " " +
                  csv_number(points_of(row, it)) + "/" + std::to_string(it.points);
    const auto own = cell_of(row, "comment");
    return result.empty() ? own : result + (own.empty() ? "." : ". " + own);
}

std::string facts_cell(const wire::report& it) {
    const auto good = std::count_if(it.facts.begin(), it.facts.end(),
                                    [](const wire::fact& fact) { return fact.good; });
    return std::to_string(good) + " of " + std::to_string(it.facts.size());
}

const rubric_row* begun_for(const wire::result& it, const std::vector<rubric_row>& begun) {
    const auto found = std::find_if(begun.begin(), begun.end(), [&](const rubric_row& row) {
        return row.submission == it.submission.name && marked_bytes(it).starts_with(row.report);
    });
    return found == begun.end() ? nullptr : &*found;
}

}  // namespace

std::vector<rubric_row> read_rubric(std::string_view text, const std::string& file,
                                    const course::course& course) {
    const auto table = read_csv(text, file);
    const auto known = form_columns(course);
    for (const auto& name : table.header) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        const auto meant = support::similar(name, known);
        fail_in_rubric(file + ":1", "unknown column `" + support::one_line(name) + "`" +
                                        (meant.empty() ? "" : "; did you mean `" + meant + "`?"));
    }
    std::vector<rubric_row> result;
    for (const auto& record : table.rows) {
        rubric_row row;
        row.where = file + ":" + std::to_string(record.line);
        for (std::size_t i = 0; i < record.fields.size(); ++i)
            if (!record.fields[i].empty()) row.cells[table.header[i]] = record.fields[i];
        row.submission = cell_of(row, "submission");
        row.report = cell_of(row, "report");
        if (row.report.starts_with(report_prefix)) row.report.erase(0, report_prefix.size());
        if (row.submission.empty()) fail_in_rubric(row.where, "`submission` is empty");
        if (row.report.size() < 6) fail_in_rubric(row.where, "`report` is not the one of the form");
        result.push_back(std::move(row));
    }
    return result;
}

std::optional<course::mark> mark_of(const rubric_row& row, const std::vector<wire::result>& all,
                                    const course::course& course, course::language language) {
    const auto& result = result_named(row, all);
    const auto* by =
        result.programs.empty() ? nullptr : course.assignment_of(result.programs.front().name);
    if (by == nullptr) return std::nullopt;
    double sum = 0;
    for (const auto& it : criteria_of(*by)) {
        if (cell_of(row, it.id).empty()) return std::nullopt;
        sum += points_of(row, it);
    }
    // 4.1 and 3.3 are 7.4: marks.toml holds the sum as people write it, and it is read as the same.
    sum = std::round(sum * 1e6) / 1e6;
    return course::mark{
        row.submission,         row.report, sum,      comment_of(row, *by, language),
        cell_of(row, "author"), "",         row.where};
}

std::string rubric_form(const std::vector<wire::result>& waiting,
                        const std::vector<rubric_row>& begun, const course::course& course) {
    const auto columns = form_columns(course);
    auto result = csv_row(columns);
    for (const auto& it : waiting) {
        const auto* row = begun_for(it, begun);
        std::vector<std::string> fields;
        for (const auto& column : columns)
            fields.push_back(csv_text(row == nullptr ? "" : cell_of(*row, column)));
        fields[0] = csv_text(it.submission.name);
        fields[1] = csv_text(std::string(report_prefix) + marked_bytes(it).substr(0, shown_digits));
        fields[2] = csv_text(facts_cell(it.report));
        result += csv_row(fields);
    }
    return result;
}

}  // namespace grading

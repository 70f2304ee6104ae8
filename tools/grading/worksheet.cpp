#include "grading/worksheet.hpp"

#include "course/marks.hpp"
#include "grading/exports.hpp"
#include "grading/names.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace grading {
namespace {

// The reason why a submission has no grade that may be uploaded; empty: it has one.
std::string not_final(const wire::result& of) {
    if (!has_score(of)) return "export.no-score";
    const auto state = grade_state(of);
    return state == "final" ? "" : "export.provisional";
}

// "Ada Lovelace (5)": what the platform has as the maximum.
std::string named_maximum(const worksheet_row& row) {
    return row.name + " (" + support::one_line(row.maximum) + ")";
}

bool same_maximum(const worksheet_row& row, const wire::result& of) {
    return row.maximum.empty() || course::read_points(row.maximum) == of.max_score();
}

void fill_row(const worksheet_row& row, const std::vector<const wire::result*>& found,
              left_out& without) {
    if (found.empty()) return without.add("export.no-submission", row.name);
    if (found.size() > 1) return without.add("export.two", row.name);
    const auto& of = *found.front();
    if (!row.refused.empty()) return without.add(row.refused, row.name);
    if (const auto why = not_final(of); !why.empty()) return without.add(why, row.name);
    if (!same_maximum(row, of)) return without.add("export.maximum", named_maximum(row));
    *row.grade = csv_number(of.score());
}

}  // namespace

std::string platform_number(const wire::result& of, platform which, const export_source& from) {
    const auto named = from_platform(of.submission.file);
    if (named && named->number.empty() == (which == platform::moodle)) return named->id;
    const auto* by =
        of.programs.empty() ? nullptr : from.course.assignment_of(of.programs.front().name);
    const auto* who = from.students.owner(of.submission, by == nullptr ? "" : by->name);
    if (who == nullptr) return "";
    return which == platform::moodle ? who->moodle : who->canvas;
}

void fill_in(const std::vector<worksheet_row>& rows, platform which, const export_source& from,
             left_out& without) {
    std::set<std::string> known;
    for (const auto& row : rows)
        known.insert(row.number);
    std::map<std::string, std::vector<const wire::result*>> by_number;
    for (const auto& it : from.results) {
        const auto number = platform_number(it, which, from);
        if (number.empty() || !known.contains(number))
            without.add("export.no-row", it.submission.name);
        else
            by_number[number].push_back(&it);
    }
    for (const auto& row : rows)
        fill_row(row, by_number[row.number], without);
}

std::string table_text(const csv_table& table) {
    std::string result;
    const auto add = [&](const std::vector<std::string>& fields) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (i > 0) result += table.separator;
            result += csv_copied(fields[i]);
        }
        result += "\r\n";
    };
    add(table.header);
    for (const auto& it : table.rows)
        add(it.fields);
    return result;
}

std::size_t worksheet_column(const csv_table& table, const std::vector<std::string>& names,
                             const std::string& file, const course::catalogue& words) {
    for (const auto& name : names)
        if (const auto at = table.column(name); at < table.header.size()) return at;
    throw std::runtime_error(
        words.text("export.no-column", {{"file", file}, {"name", names.front()}}));
}

}  // namespace grading

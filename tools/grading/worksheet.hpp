/// @file
/// A platform's own table of grades, to be filled in: its columns and their order stay.
#pragma once

#include "grading/export.hpp"

#include <map>
#include <string>
#include <vector>

namespace grading {

enum class platform { moodle, canvas };

/// The platform's number of a student: that in the name of the file, else that in the roster.
/// Empty: unknown.
[[nodiscard]] std::string platform_number(const wire::result& of, platform which,
                                          const export_source& from);

/// A student's row.
struct worksheet_row {
    std::string number;   ///< the platform's, of the student
    std::string name;     ///< for a person
    std::string maximum;  ///< what the platform allows, as it is written there; empty: unknown
    std::string refused;  ///< why the platform takes no grade; empty: it takes one
    std::string* grade;   ///< the cell
};

/// Fills in the grades that are final. What is not filled in goes to `without`: a row without a
/// submission, a submission without a row, a grade that is not final or not in the range.
void fill_in(const std::vector<worksheet_row>& rows, platform which, const export_source& from,
             left_out& without);

/// The table with its own separator.
[[nodiscard]] std::string table_text(const csv_table& table);

/// The first column of one of these names; throws std::runtime_error in words if there is none.
[[nodiscard]] std::size_t worksheet_column(const csv_table& table,
                                           const std::vector<std::string>& names,
                                           const std::string& file, const course::catalogue& words);

/// Moodle's grading worksheet, in English or Spanish. Throws std::runtime_error in words.
[[nodiscard]] csv_table read_moodle(std::string_view text, const std::string& file,
                                    const course::catalogue& words);

/// Canvas' gradebook, with the identity columns and that of the assignment (any, if `assignment` is
/// empty): an import of the others could change grades. Throws likewise.
[[nodiscard]] csv_table read_canvas(std::string_view text, const std::string& file,
                                    const course::course& course, const std::string& assignment,
                                    const course::catalogue& words);

}  // namespace grading

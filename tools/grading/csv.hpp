/// @file
/// Comma-separated values (RFC 4180) that are safe to open in a spreadsheet.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace grading {

/// Always quoted. A text that a spreadsheet would read as a formula gets a `'` in front: students
/// choose file names, and `=HYPERLINK(…)` would run on the instructor's machine (CWE-1236).
[[nodiscard]] std::string csv_text(std::string_view text);

/// A cell of another program's table, unchanged but for a text that would be a formula: numbers and
/// `-` stay.
[[nodiscard]] std::string csv_copied(std::string_view text);

/// 90, 7.5: never quoted, with a point whatever the locale is.
[[nodiscard]] std::string csv_number(double value);

struct csv_record {
    std::size_t line = 0;  ///< where it begins: 1, 2, …
    std::vector<std::string> fields;
};

struct csv_table {
    std::vector<std::string> header;
    std::vector<csv_record> rows;  ///< each with as many fields as the header
    char separator = ',';

    /// The number of the column `name`; header.size() if there is none.
    [[nodiscard]] std::size_t column(std::string_view name) const;
};

/// Reads comma-separated values, or, if the first line has more of these, semicolons or tabs, as
/// spreadsheets write them, in UTF-8. Blank lines are skipped. Throws std::runtime_error:
/// "FILE:LINE: WHAT".
[[nodiscard]] csv_table read_csv(std::string_view text, const std::string& file);

/// The fields, joined, with the standard's line end.
[[nodiscard]] std::string csv_row(const std::vector<std::string>& fields);

}  // namespace grading

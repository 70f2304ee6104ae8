/// @file
/// Comma-separated values (RFC 4180) that are safe to open in a spreadsheet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace grading {

/// Always quoted. A text that a spreadsheet would read as a formula gets a `'` in front: students
/// choose file names, and `=HYPERLINK(…)` would run on the instructor's machine (CWE-1236).
[[nodiscard]] std::string csv_text(std::string_view text);

/// 90, 7.5: never quoted, with a point whatever the locale is.
[[nodiscard]] std::string csv_number(double value);

/// The fields, joined, with the standard's line end.
[[nodiscard]] std::string csv_row(const std::vector<std::string>& fields);

}  // namespace grading

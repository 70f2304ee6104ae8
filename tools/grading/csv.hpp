/// @file
/// Comma-separated values (RFC 4180) that a spreadsheet opens without harm.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace grading {

/// Quoted always. A text that a spreadsheet would take for a formula gets a `'` in front: a student
/// chooses file names, and `=HYPERLINK(…)` would run on the instructor's machine (CWE-1236).
[[nodiscard]] std::string csv_text(std::string_view text);

/// 90, 7.5: never quoted, with a point whatever the locale is.
[[nodiscard]] std::string csv_number(double value);

/// The fields, joined, with the line end of the standard.
[[nodiscard]] std::string csv_row(const std::vector<std::string>& fields);

}  // namespace grading

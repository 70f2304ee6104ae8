/// @file
/// OUT/rubric.csv: reports marked in a spreadsheet, a row for each that waits, a column for each
/// criterion. A complete row becomes an entry of marks.toml, where all marks are.
#pragma once

#include "course/course.hpp"
#include "course/marks.hpp"
#include "wire/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grading {

struct rubric_row {
    std::string submission;
    std::string report;                        ///< the first digits of its SHA-256
    std::map<std::string, std::string> cells;  ///< what is filled in, by column
    std::string where;                         ///< "rubric.csv:7"
};

/// Reads a filled form. Throws std::runtime_error that names the line: an unknown column, a
/// submission or report that is missing.
[[nodiscard]] std::vector<rubric_row> read_rubric(std::string_view text, const std::string& file,
                                                  const course::course& course);

/// The mark that a row gives; nothing while a criterion is empty. Throws likewise: points that are
/// no number or more than there are, a submission that is not among `all`.
[[nodiscard]] std::optional<course::mark> mark_of(const rubric_row& row,
                                                  const std::vector<wire::result>& all,
                                                  const course::course& course,
                                                  course::language language);

/// The form for the results that wait for a mark, with what `begun` has for them already.
[[nodiscard]] std::string rubric_form(const std::vector<wire::result>& waiting,
                                      const std::vector<rubric_row>& begun,
                                      const course::course& course);

}  // namespace grading

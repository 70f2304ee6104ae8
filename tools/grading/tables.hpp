/// @file
/// The tables that people give or fill in: roster, rubric, marks, and the platforms' worksheets.
#pragma once

#include "grading/context.hpp"
#include "grading/held_folder.hpp"
#include "wire/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace grading {

/// What the options name.
struct given_tables {
    std::optional<std::string> rubric;
    std::optional<std::string> roster;
};

/// Reads them, and the worksheets into `with`, as the user who called: the one that grading goes on
/// as may not be able to read them. Throws `problem` in words.
[[nodiscard]] given_tables read_given(context& with);

/// Reads OUT's own marks, roster and rubric into `with`; what was given takes their place.
void read_tables(const folder& out, const given_tables& given, context& with);

/// Turns the complete rows of the rubric into marks.
void adopt_rubric(const std::vector<wire::result>& earlier, const folder& out, context& with);

}  // namespace grading

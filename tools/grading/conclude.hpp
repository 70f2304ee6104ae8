/// @file
/// The end of a run: everything of OUT that is about the whole class.
#pragma once

#include "grading/context.hpp"
#include "grading/grade.hpp"
#include "grading/held_folder.hpp"

#include <cstddef>
#include <vector>

namespace grading {

/// Writes grades.csv, class.html, marks.toml, rubric.csv and the exports from what OUT holds; `all`
/// are the results of this run. Where not all are `complete`, there is no export.
[[nodiscard]] ending conclude(std::vector<graded> all, const folder& out, const context& with,
                              bool complete);

}  // namespace grading

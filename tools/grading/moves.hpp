/// @file
/// What a grade was before a run.
#pragma once

#include "grading/grade.hpp"
#include "wire/result.hpp"

#include <optional>

namespace grading {

/// What is different; nothing if the points are the same, check by check.
[[nodiscard]] std::optional<move> moved(const wire::result& before, const wire::result& after);

/// True if both give the same points to the same checks of the same programs. Marks of people and
/// measured times do not count.
[[nodiscard]] bool judged_alike(const wire::result& one, const wire::result& other);

}  // namespace grading

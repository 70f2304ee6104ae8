/// @file
/// What a grade was before a run.
#pragma once

#include "grading/grade.hpp"
#include "wire/result.hpp"

#include <optional>

namespace grading {

/// What is different; nothing if the points are the same, check by check.
[[nodiscard]] std::optional<move> moved(const wire::result& before, const wire::result& after);

/// True if both give the same points to the same checks of the same programs, whatever a person has
/// decided and whatever was measured on the way.
[[nodiscard]] bool judged_alike(const wire::result& one, const wire::result& other);

}  // namespace grading

/// @file
/// The part of an exercise.toml that students get: without its hidden checks.
#pragma once

#include <string>
#include <string_view>

namespace course {

/// `exercise_toml` without the checks that have `hidden = true` and without their points. All other
/// lines stay as they are, with their comments; a comment directly above a hidden check goes with
/// it. Throws std::runtime_error with the line if this is no TOML, or if a hidden check is not
/// written as a `[[check]]` of its own.
[[nodiscard]] std::string without_hidden_checks(std::string_view exercise_toml);

}  // namespace course

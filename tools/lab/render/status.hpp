/// @file
/// "Where am I": the exercises, their TODOs and checks, and the next step.
#pragma once

#include "course/course.hpp"
#include "lab/console/voice.hpp"
#include "lab/workspace/progress.hpp"
#include "lab/workspace/workspace.hpp"

#include <string>
#include <vector>

namespace render {

[[nodiscard]] std::string status(const course::course& course,
                                 const std::vector<lab::exercise_progress>& all,
                                 const console::voice& say);

/// "TODO 1 ✓  2 ✗  3 ·" and "5 of 11 checks", or the reason why there are none.
[[nodiscard]] std::string todos_of(const lab::exercise_progress& it, const console::voice& say);
[[nodiscard]] std::string checks_of(const lab::exercise_progress& it, const console::voice& say);

/// The paragraph about the next step; `source_text` and `source` are of its exercise.
[[nodiscard]] std::string next(const lab::next_step& step, const std::string& source,
                               const std::string& source_text, const console::voice& say);

}  // namespace render

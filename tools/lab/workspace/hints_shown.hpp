/// @file
/// The hints that were shown before, so that the next one says more.
#pragma once

#include "lab/workspace/hint_topic.hpp"
#include "lab/workspace/progress.hpp"
#include "lab/workspace/workspace.hpp"

#include <string>

namespace lab {

/// A question, the idea behind it, almost the code.
inline constexpr int hint_levels = 3;

/// One hint to show.
struct shown_hint {
    hint_topic about;
    int level = 0;  ///< 1 … hint_levels
};

/// The TODO to help with: the one that fails, else the first open one. If neither is known (the
/// program does not compile), the one of the last hint. 0 if the exercise is complete.
[[nodiscard]] int todo_to_hint_at(const workspace& where, const exercise_progress& progress);

/// The next level for this topic, or the last level again; stores it in .lab/hints.json. A tree
/// that cannot be written to gives the first level each time.
[[nodiscard]] shown_hint next_hint(const workspace& where, hint_topic about);

/// A level that was shown before. Throws `problem` for one that was not: the levels are steps.
[[nodiscard]] shown_hint earlier_hint(const workspace& where, hint_topic about, int level);

}  // namespace lab

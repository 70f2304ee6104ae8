/// @file
/// Claims about a course that can be verified by reading its files.
#pragma once

#include "course/course.hpp"
#include "lab/authoring/flaw.hpp"
#include "lab/workspace/workspace.hpp"

#include <vector>

namespace authoring {

/// Of each exercise: the stub is what its solution says; every TODO has a hint whose place is in
/// both guides, and a check that speaks of it; there are instructions in both languages. Of the
/// whole: the bundle of each language holds no line of a solution.
[[nodiscard]] std::vector<flaw> flaws_of_texts(const lab::workspace& where,
                                               const course::course& course,
                                               const std::vector<const course::exercise*>& of);

}  // namespace authoring

/// @file
/// Renders the grading of a class for a person.
#pragma once

#include "grading/grade.hpp"
#include "lab/console/voice.hpp"

#include <string>

namespace render {

/// The number of submissions, the cores, and the isolation.
[[nodiscard]] std::string beginning(const grading::beginning& it, const console::voice& say);

/// One line: the points, the name, the summary, the time.
[[nodiscard]] std::string graded(const grading::graded& it, const console::voice& say);

/// Where the results are, and what a person still has to do.
[[nodiscard]] std::string ending(const grading::ending& it, const console::voice& say);

/// Old beside new, for each grade that is not what it was.
[[nodiscard]] std::string moves(const grading::ending& it, const console::voice& say);

/// A message after "lab: ".
[[nodiscard]] std::string said(const std::string& text, const console::voice& say);

}  // namespace render

/// @file
/// A class being graded, as a person reads it.
#pragma once

#include "grading/grade.hpp"
#include "lab/console/voice.hpp"

#include <string>

namespace render {

/// How many submissions, on what, and how well shut in.
[[nodiscard]] std::string beginning(const grading::beginning& it, const console::voice& say);

/// One line: the points, whose, what is worth knowing, how long it took.
[[nodiscard]] std::string graded(const grading::graded& it, const console::voice& say);

/// Where everything was written, and what waits for a person.
[[nodiscard]] std::string ending(const grading::ending& it, const console::voice& say);

/// A message behind "lab: ".
[[nodiscard]] std::string said(const std::string& text, const console::voice& say);

}  // namespace render

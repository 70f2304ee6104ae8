/// @file
/// A check's timeline as a drawing: who sent what to whom, from top to bottom.
#pragma once

#include "course/words.hpp"
#include "wire/transcript.hpp"

#include <string>

namespace grading {

/// An inline SVG, and the same steps as a list below it. Only the list, if more take part than fit
/// side by side. `program` is the name of the student's program. Empty without steps.
[[nodiscard]] std::string sequence(const wire::transcript& steps, const std::string& program,
                                   const course::catalogue& words);

}  // namespace grading

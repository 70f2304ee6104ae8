/// @file
/// Translates a recorded result into another language.
#pragma once

#include "course/course.hpp"
#include "wire/result.hpp"

#include <vector>

namespace grading {

/// Rewrites the texts that a result also holds as ids: titles, what a check did, and diagnoses.
/// Each id is looked up in the first of `catalogues` that knows it. Texts without an id (what was
/// expected and seen, timelines, notes, compiler messages) stay in the language of the run that
/// judged.
void reword(wire::result& what, const course::course& course,
            const std::vector<const course::catalogue*>& catalogues, course::language language);

}  // namespace grading

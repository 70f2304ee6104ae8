/// @file
/// A recorded result in another language.
#pragma once

#include "course/course.hpp"
#include "wire/result.hpp"

#include <vector>

namespace grading {

/// Words again what a result holds as ids: titles, what a check did, and diagnoses, each looked up
/// in the first of `catalogues` that knows its id. What is stored only as text (what was expected
/// and seen, timelines, notes, messages of the compiler) stays in the language of the run that
/// judged.
void reword(wire::result& what, const course::course& course,
            const std::vector<const course::catalogue*>& catalogues, course::language language);

}  // namespace grading

/// @file
/// A stored result in another language.
#pragma once

#include "course/course.hpp"
#include "wire/result.hpp"

#include <string>
#include <vector>

namespace wire {

/// Every sentence of a check: diagnosis, evidence, timeline.
[[nodiscard]] std::vector<sentence*> sentences_of(check& it);

/// Keeps its text if it has no id, or if `words` does not know the id with these parameters.
[[nodiscard]] sentence worded(sentence it, const course::catalogue& words);

/// Words each sentence again; titles and descriptions come from `course`.
[[nodiscard]] result worded(result it, const course::course& course,
                            const course::catalogue& words);
[[nodiscard]] program worded(program it, const course::course& course,
                             const course::catalogue& words);
[[nodiscard]] transcript worded(transcript it, const course::catalogue& words);

}  // namespace wire

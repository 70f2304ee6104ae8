/// @file
/// What building and judging say, in English, for their tests.
#pragma once

#include "words.hpp"

[[nodiscard]] inline const course::catalogue& words() {
    static const auto it = course::catalogue::load(JUDGE_WORDS, course::language::en);
    return it;
}

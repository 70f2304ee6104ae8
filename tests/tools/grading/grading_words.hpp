/// @file
/// The texts of grading, for its tests.
#pragma once

#include "course/words.hpp"

[[nodiscard]] inline const course::catalogue& words(course::language which = course::language::en) {
    static const auto en =
        course::catalogue::load(SOCK_TREE "/tools/grading/words", course::language::en);
    static const auto es =
        course::catalogue::load(SOCK_TREE "/tools/grading/words", course::language::es);
    return which == course::language::en ? en : es;
}

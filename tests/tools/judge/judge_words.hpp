/// @file
/// The English texts of building and judging, for their tests.
#pragma once

#include "course/words.hpp"

[[nodiscard]] inline const course::catalogue& words() {
    static const auto it =
        course::catalogue::load(SOCK_TREE "/tools/judge/words", course::language::en);
    return it;
}

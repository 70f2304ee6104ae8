/// @file
/// Questions for a talk with a student about the program that was handed in.
#pragma once

#include "course/course.hpp"
#include "wire/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace grading {

/// A source that was judged.
struct judged_source {
    const course::exercise* of = nullptr;
    course::dialect in = course::dialect::cpp;
    std::string text;
};

/// questions.md: three questions, each with the answer to expect. One is about what a check saw,
/// two are about calls in the sources. The same result and sources give the same questions; the
/// seed chooses among several. Empty if there is nothing to ask about. No hidden check is named.
[[nodiscard]] std::string questions(const wire::result& about,
                                    const std::vector<judged_source>& sources,
                                    const course::catalogue& words);

}  // namespace grading

/// @file
/// The parts of pages that a person has decided, or has to.
#pragma once

#include "grading/marks.hpp"

#include <string>
#include <vector>

namespace grading {

/// For the student: the comment on the report, and the points that a person has set.
[[nodiscard]] std::string decisions(const wire::result& of, const course::catalogue& words);

/// For the student: why a person still has to look.
[[nodiscard]] std::string awaited(const wire::result& of, const course::catalogue& words);

/// For the class page: who needs attention, and why.
[[nodiscard]] std::string attention_list(const std::vector<concern>& all,
                                         const course::catalogue& words);

/// That at least one of them was judged without a sandbox; empty if none was.
[[nodiscard]] std::string unsafe_banner(const std::vector<wire::result>& all,
                                        const course::catalogue& words);

}  // namespace grading

/// @file
/// The distribution of points as a drawing.
#pragma once

#include "course/words.hpp"

#include <string>
#include <vector>

namespace grading {

/// An inline SVG: how many of `points`, which are from 0 to `most`, are in each of ten ranges.
[[nodiscard]] std::string histogram(const std::vector<int>& points, int most,
                                    const course::catalogue& words);

}  // namespace grading

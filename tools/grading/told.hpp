/// @file
/// What a student may see of a result.
#pragma once

#include "wire/result.hpp"

namespace grading {

/// The result without what hidden checks would give away: their ids, titles, evidence and sources.
/// Where the course shows the cause, the diagnosis stays, with `…` in place of all values but
/// numbers. Where it shows everything, the checks are no longer hidden. Every page and file for a
/// student is made from this.
[[nodiscard]] wire::result as_told(wire::result it, const course::catalogue& words);

}  // namespace grading

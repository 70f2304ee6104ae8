/// @file
/// Whether a check leaves anything to do.
#pragma once

#include "wire/result.hpp"

namespace lab {

/// Could not be tried on this machine (another program holds port 5000, say): that costs no points,
/// and no earlier check stands in its way.
[[nodiscard]] inline bool not_applicable(const wire::check& it) {
    return it.verdict == wire::verdict::skipped && it.evidence.because.empty() &&
           it.points == it.max_points;
}

/// Passed, or could not be tried here.
[[nodiscard]] inline bool resolved(const wire::check& it) {
    return it.good() || not_applicable(it);
}

}  // namespace lab

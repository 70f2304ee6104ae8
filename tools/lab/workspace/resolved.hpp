/// @file
/// Whether a check still needs work.
#pragma once

#include "wire/result.hpp"

namespace lab {

/// True if the check could not be tried on this machine (for example, another program holds port
/// 5000). It costs no points and does not depend on an earlier check.
[[nodiscard]] inline bool not_applicable(const wire::check& it) {
    return it.verdict == wire::verdict::skipped && it.evidence.because.empty() &&
           it.points == it.max_points;
}

/// True if the check has passed or could not be tried here.
[[nodiscard]] inline bool resolved(const wire::check& it) {
    return it.good() || not_applicable(it);
}

}  // namespace lab

/// @file
/// Whether a check still needs work.
#pragma once

#include "wire/result.hpp"

namespace lab {

/// True if the check has passed, or could not be tried on this machine (for example, another
/// program holds port 5000): its student has nothing left to do about it.
[[nodiscard]] inline bool resolved(const wire::check& it) {
    return it.good() || it.not_tried();
}

}  // namespace lab

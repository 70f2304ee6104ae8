/// @file
/// Renders what a grader will see, for the student before submission.
#pragma once

#include "lab/console/voice.hpp"
#include "wire/result.hpp"

#include <string>

namespace render {

/// One program: its points, and the checks that it does not pass.
[[nodiscard]] std::string preview(const wire::program& it, const console::voice& say);

}  // namespace render

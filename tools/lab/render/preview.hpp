/// @file
/// What a grader will see, as its student reads it before handing in.
#pragma once

#include "lab/console/voice.hpp"
#include "wire/result.hpp"

#include <string>

namespace render {

/// One program: its points, and which checks it does not pass.
[[nodiscard]] std::string preview(const wire::program& it, const console::voice& say);

}  // namespace render

/// @file
/// Limits on each process of a box.
#pragma once

#include "sandbox/profile.hpp"

#include <string>

namespace sandbox {

/// Sets `wanted` for this process and all that it starts. Returns why not, or nothing.
[[nodiscard]] std::string set_limits(const limits& wanted);

}  // namespace sandbox

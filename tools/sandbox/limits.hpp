/// @file
/// Limits on each process of a box.
#pragma once

#include "sandbox/profile.hpp"

#include <string>

namespace sandbox {

/// Sets `wanted` for this process and all that it starts. Returns the reason for a failure; empty
/// if there is none.
[[nodiscard]] std::string set_limits(const limits& wanted);

}  // namespace sandbox

/// @file
/// Limits on each process of a box.
#pragma once

#include "sandbox/profile.hpp"

#include <string>

namespace sandbox {

/// Sets `wanted` for this process and all that it starts. Returns the reason for a failure; empty
/// if there is none. `own_processes`: how many of sandbox_init count as processes of the box.
[[nodiscard]] std::string set_limits(const limits& wanted, unsigned own_processes);

}  // namespace sandbox

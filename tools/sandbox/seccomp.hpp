/// @file
/// The system calls that a box does not have.
#pragma once

#include "sandbox/profile.hpp"

namespace sandbox {

/// A seccomp(2) filter for `rules`, as a file in memory that bubblewrap reads. Throws `failure`.
[[nodiscard]] int seccomp_filter(const profile& rules);

}  // namespace sandbox

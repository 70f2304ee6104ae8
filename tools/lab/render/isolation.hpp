/// @file
/// What shuts a program in, in words.
#pragma once

#include "lab/console/voice.hpp"

#include <string>
#include <vector>

namespace render {

/// "user, pid and net namespaces; seccomp; …" from what `sock-box probe` calls them.
[[nodiscard]] std::string isolation(const std::vector<std::string>& kinds,
                                    const console::voice& say);

}  // namespace render

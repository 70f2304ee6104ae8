/// @file
/// Describes the isolation of a program in words.
#pragma once

#include "lab/console/voice.hpp"

#include <string>
#include <vector>

namespace render {

/// "user, pid and net namespaces; seccomp; …" from the names that `sock-box probe` uses.
[[nodiscard]] std::string isolation(const std::vector<std::string>& kinds,
                                    const console::voice& say);

}  // namespace render

/// @file
/// What of the machine's own files, /usr and the folders beside it, a box sees.
#pragma once

#include "sandbox/profile.hpp"

#include <string>
#include <vector>

namespace sandbox {

/// bubblewrap's arguments for them.
[[nodiscard]] std::vector<std::string> system_file_arguments(system_files which);

}  // namespace sandbox

/// @file
/// Runs programs whose output a person wants to see while they run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lab {

/// Runs argv[0] (looked up in PATH) to its end with our own streams, or with both of its output
/// streams in the file `log`. Returns its exit status; 128 + n for signal n. Throws `problem` if it
/// cannot be started.
int run_visibly(const std::vector<std::string>& argv, const std::filesystem::path& log = {});

}  // namespace lab

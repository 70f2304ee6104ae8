/// @file
/// `exercises/NN_name/exercise.toml`: the programs of one folder, with their TODOs and checks.
#pragma once

#include "course/course.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace course {

/// Reads the exercise.toml in `folder`; its texts in both languages, or in the one that the course
/// has. Throws with the file's name and line if it is wrong: an unknown key, a check after one that
/// is not above it, points that do not add up.
[[nodiscard]] std::vector<exercise> read_exercise(const std::filesystem::path& folder,
                                                  std::optional<language> only);

}  // namespace course

/// @file
/// OUT, the folder for results.
#pragma once

#include "course/words.hpp"
#include "grading/held_folder.hpp"
#include "grading/privileges.hpp"

#include <filesystem>
#include <optional>

namespace grading {

/// Opens OUT, and makes it if it does not exist. With `owner` (the process is root and will become
/// that user), a new or empty folder is given to that user; a folder with files of another user is
/// not changed. Throws `problem` in words.
[[nodiscard]] folder open_out(const std::filesystem::path& path, const std::optional<user>& owner,
                              const course::catalogue& words);

/// Throws `problem` if the current user cannot write there.
void check_out(const folder& out, const course::catalogue& words);

}  // namespace grading

/// @file
/// OUT: where results go.
#pragma once

#include "course/words.hpp"
#include "grading/held_folder.hpp"
#include "grading/privileges.hpp"

#include <filesystem>
#include <optional>

namespace grading {

/// Opens OUT, and makes it if it is not there. With `owner` (we are root, and will be that user) a
/// folder that is new or empty is given to that user; one that holds something of somebody else's
/// is not touched. Throws `problem` in words.
[[nodiscard]] folder open_out(const std::filesystem::path& path, const std::optional<user>& owner,
                              const course::catalogue& words);

/// Throws `problem` if the user that we are now cannot write there.
void check_out(const folder& out, const course::catalogue& words);

}  // namespace grading

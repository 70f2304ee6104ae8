/// @file
/// The guide in OUT: its pages are copied there, so that the links of the other pages work from a
/// folder, whether it is opened, moved or zipped.
#pragma once

#include "course/words.hpp"
#include "grading/exports.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace grading {

struct guide_copy {
    guide_links links;
    std::map<std::string, std::string> files;  ///< name → bytes; both languages, or none
};

/// Reads the guide in `folder` (docs/guide in the tree). Without it, the pages name sections and
/// have no links.
[[nodiscard]] guide_copy read_guide(const std::filesystem::path& folder, course::language language);

}  // namespace grading

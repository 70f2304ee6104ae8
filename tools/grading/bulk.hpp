/// @file
/// A learning platform's bulk download: an archive of submissions.
#pragma once

#include "course/course.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grading {

/// The paths of the programs; with an empty `box`, no sandbox is used.
struct bulk_tools {
    std::filesystem::path splitter;  ///< sock-bulk
    std::filesystem::path box;
    unsigned users = 0;  ///< as in unpack::programs
};

/// One file of a bulk download.
struct bulk_file {
    std::vector<std::string> path;  ///< its parts, each safe as a file name
    std::string bytes;
};

/// Reads sock-bulk's output without trusting it: a name that could lead out of a folder or control
/// a terminal is left out. Throws std::runtime_error if the format is wrong.
[[nodiscard]] std::vector<bulk_file> read_bulk(std::string_view bytes);

/// True if files of these paths are a class, and not one submission.
[[nodiscard]] bool is_bulk(const std::vector<bulk_file>& files, const course::course& course);

/// Puts the submissions in the open `archive` into `folder`, which it makes. If the archive is not
/// a bulk download, returns false and makes no folder.
[[nodiscard]] bool split_bulk(int archive, const std::filesystem::path& folder,
                              const bulk_tools& with, const course::course& course);

}  // namespace grading

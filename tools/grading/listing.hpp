/// @file
/// Lists a folder that is held open.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace grading {

enum class file_kind { regular, folder, other };

struct listed {
    std::string name;
    file_kind kind = file_kind::other;
};

/// Sorted by name. `shown` is the folder's name in errors. Links are `other`.
[[nodiscard]] std::vector<listed> list_folder(int folder, const std::filesystem::path& shown);

/// All bytes from the beginning of an open file; throws std::runtime_error if there are more than
/// `limit`.
[[nodiscard]] std::string read_all(int file, std::size_t limit);

}  // namespace grading

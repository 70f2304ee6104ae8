/// @file
/// A file on its way into an archive or a folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace handin {

struct entry {
    std::string path;  ///< relative, "/" between its parts
    std::string bytes;
    bool executable = false;
};

/// Writes the entries as files below `folder`. Throws lab::problem (unwritable).
void write_folder(const std::vector<entry>& entries, const std::filesystem::path& folder);

}  // namespace handin

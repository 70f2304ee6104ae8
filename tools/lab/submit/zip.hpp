/// @file
/// Zip archives whose bytes depend on nothing but what is in them.
#pragma once

#include "support/file_entry.hpp"

#include <string>
#include <vector>

namespace handin {

/// The entries, sorted by path, as a zip (PKWARE's APPNOTE 6.3.3): not compressed, names in UTF-8,
/// all of 2000-01-01. Archivers write when each file was last read or changed, and whose it is
/// (`cmake -E tar --mtime=…` does, too), so that no two of their zips are the same.
[[nodiscard]] std::string zip(std::vector<support::file_entry> entries);

}  // namespace handin

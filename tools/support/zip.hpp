/// @file
/// Reproducible zip archives: the bytes depend only on the content.
#pragma once

#include "support/file_entry.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// The entries, sorted by path, as a zip (PKWARE's APPNOTE 6.3.3): not compressed, names in UTF-8,
/// all of 2000-01-01. Archivers also write each file's times and owner (`cmake -E tar --mtime=…`
/// does, too), so that no two of their zips are the same.
[[nodiscard]] std::string zip(std::vector<file_entry> entries);

/// The checksum of Ethernet and of zip.
[[nodiscard]] std::uint32_t crc32(std::string_view bytes);

}  // namespace support

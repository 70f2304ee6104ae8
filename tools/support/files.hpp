/// @file
/// Whole files, with errors that name them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace support {

/// All bytes of a file, which may be large. Throws std::system_error "PATH: No such file or
/// directory".
[[nodiscard]] std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// A fingerprint (FNV-1a) that shows a change; not a cryptographic hash.
[[nodiscard]] std::string fingerprint(std::string_view bytes);

}  // namespace support

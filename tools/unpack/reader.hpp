/// @file
/// Reads an archive in memory, with libarchive.
#pragma once

#include "unpack/intake.hpp"

#include <string_view>

namespace unpack {

/// What an archive gave: its files, or the reason why none was taken.
struct outcome {
    content what;
    std::optional<note> refused;
};

/// Reads the zip, tar, tar.gz or 7z `bytes`, which it tells apart by their content.
[[nodiscard]] outcome read_archive(std::string_view bytes);

}  // namespace unpack

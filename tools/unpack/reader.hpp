/// @file
/// Reads an archive in memory, with libarchive.
#pragma once

#include "unpack/intake.hpp"

#include <string_view>

namespace unpack {

/// An archive's files, or the reason why none was taken.
struct outcome {
    content what;
    std::optional<note> refused;
};

/// Reads a zip, tar, tar.gz or 7z. The format is recognised by the content of `bytes`.
[[nodiscard]] outcome read_archive(std::string_view bytes);

}  // namespace unpack

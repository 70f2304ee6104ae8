/// @file
/// A cache of built programs: the same source is not rebuilt when it is checked, submitted or run
/// again.
#pragma once

#include "judge/build.hpp"

#include <filesystem>
#include <string>

namespace judge {

/// The path of the binary for exactly these files, this header and this compiler, whether it exists
/// or not; empty if it may not be cached. Builds of submissions are not cached.
[[nodiscard]] std::filesystem::path kept_binary(const tools& with, const sources& from,
                                                instruments built_in);

/// Fills `result` from the build that is cached as `binary`. False if there is none.
[[nodiscard]] bool fetch_kept(const std::filesystem::path& binary, built& result);

/// Caches a successful build as `binary`, and keeps the newest few dozen others. Never throws,
/// because a cache is optional.
void keep(const std::filesystem::path& binary, const built& result) noexcept;

}  // namespace judge

/// @file
/// Programs that were built before: checked, submitted or run again, the same source is not
/// rebuilt.
#pragma once

#include "judge/build.hpp"

#include <filesystem>
#include <string>

namespace judge {

/// The binary of a program built from exactly these files, this header and by this compiler,
/// whether it is there or not; empty if none may be kept. Of submissions none is: what strangers
/// hand in is built anew.
[[nodiscard]] std::filesystem::path kept_binary(const tools& with, const sources& from,
                                                instruments built_in);

/// Fills `result` with the build that has left `binary`. False if it is not there.
[[nodiscard]] bool fetch_kept(const std::filesystem::path& binary, built& result);

/// Keeps a build that worked as `binary`, and the latest few dozen others. Never throws: it only
/// saves time.
void keep(const std::filesystem::path& binary, const built& result) noexcept;

}  // namespace judge

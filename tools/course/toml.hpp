/// @file
/// Reading TOML, inside this folder only: toml++ takes seconds to compile, its users need values.
#pragma once

#include <toml++/toml.h>

#include <filesystem>
#include <string>

namespace course {

/// Throws std::runtime_error with the file, the line and what is wrong there.
[[nodiscard]] toml::table read_toml(const std::filesystem::path& file);

}  // namespace course

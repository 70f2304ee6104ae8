/// @file
/// Reading TOML, inside this folder only: toml++ takes seconds to compile, its users need values.
#pragma once

#include "course/moment.hpp"

#include <toml++/toml.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace course {

/// Throws std::runtime_error with the file, the line and what is wrong there.
[[nodiscard]] toml::table read_toml(const std::filesystem::path& file);

/// The same for a text that is in memory; `file` is its name in messages.
[[nodiscard]] toml::table parse_toml(std::string_view text, const std::string& file);

/// A date, or a date with a time.
[[nodiscard]] std::optional<moment> moment_in(const toml::node& from);

}  // namespace course

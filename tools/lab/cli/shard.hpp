/// @file
/// The value of --shard.
#pragma once

#include "lab/cli/arguments.hpp"

#include <optional>
#include <string>

namespace cli {

/// "3/64": from 0/64 to 63/64, as schedulers count. Nothing for an empty text. Throws
/// `lab::problem`.
[[nodiscard]] std::optional<shard> read_shard(const std::string& text);

}  // namespace cli

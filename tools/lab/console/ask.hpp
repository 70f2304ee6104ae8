/// @file
/// Questions to the person at the terminal.
#pragma once

#include "lab/console/voice.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace console {

/// True if a person can read and answer a question: standard input and output are a terminal.
[[nodiscard]] bool is_interactive();

/// Asks until an answer is chosen by its number and returns its index, from 0. No value for Enter,
/// or when the input ends.
[[nodiscard]] std::optional<std::size_t> ask(const voice& say, const std::string& question,
                                             const std::vector<std::string>& answers);

/// Asks for one line; empty for Enter, or when the input ends.
[[nodiscard]] std::string ask_line(const voice& say, const std::string& question);

}  // namespace console

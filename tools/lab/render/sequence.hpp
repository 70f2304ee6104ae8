/// @file
/// A sequence diagram on a terminal.
#pragma once

#include "lab/console/voice.hpp"
#include "lab/experiment/sequence.hpp"

#include <array>
#include <string>
#include <vector>

namespace render {

/// Two lanes with the arrows between them; on a page that is too narrow for that, and with
/// `--plain` (a screen reader reads lines, not columns), one line for each row.
[[nodiscard]] std::string sequence(const std::array<std::string, 2>& lanes,
                                   const std::vector<experiment::row>& rows,
                                   const console::voice& say);

}  // namespace render

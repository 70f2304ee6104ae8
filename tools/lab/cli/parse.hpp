/// @file
/// From argv to values.
#pragma once

#include "lab/cli/arguments.hpp"

#include <string>
#include <vector>

namespace cli {

/// What can be told before the arguments are understood, so that a complaint about them comes in
/// the right language and form.
struct global_options {
    std::optional<course::language> language;
    bool json = false;
    bool plain = false;
};
[[nodiscard]] global_options prescan(const std::vector<std::string>& typed);

/// Throws lab::problem (wrong_use): an unknown command or option, with what was probably meant; a
/// value that is missing or makes no sense. `words` is for the help.
[[nodiscard]] request parse(const std::vector<std::string>& typed, const course::catalogue& words);

}  // namespace cli

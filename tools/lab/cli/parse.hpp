/// @file
/// Parses argv.
#pragma once

#include "lab/cli/arguments.hpp"

#include <string>
#include <vector>

namespace cli {

/// The options that are read before the arguments are parsed, so that an error about them has the
/// right language and form.
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

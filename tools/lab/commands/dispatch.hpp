/// @file
/// Runs the command that a command line names, and returns its exit status.
#pragma once

#include <string>
#include <vector>

namespace lab {

/// Runs the command of `arguments` (without the program's name). Errors are printed on stderr in
/// the user's language; with --json on stdout, too. Throws only before the catalogue is loaded: if
/// the tree itself is damaged.
[[nodiscard]] int dispatch(const std::vector<std::string>& arguments);

}  // namespace lab

/// @file
/// From the words of a command line to the command that they name, and its exit code.
#pragma once

#include <string>
#include <vector>

namespace lab {

/// Does what `arguments` (without the program's name) ask for. What goes wrong is told on stderr,
/// in the user's language; with --json on stdout, too. Throws only while there are no words yet:
/// where the tree itself is damaged.
[[nodiscard]] int dispatch(const std::vector<std::string>& arguments);

}  // namespace lab

/// @file
/// Where in the program a call was made: with the program's debug information, a line of its
/// source.
#pragma once

#include "preload/line.hpp"

namespace [[gnu::visibility("hidden")]] preload {

/// Finds out where the program lies in memory. Once, before its main.
void find_program();

/// The calls under way in the program itself, the innermost first, as addr2line(1) takes them:
/// "0x11c9 0x1300". Calls inside of libraries are left out.
[[nodiscard]] line callers();

}  // namespace preload

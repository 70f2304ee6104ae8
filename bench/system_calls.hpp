/// @file
/// How often an operation asks the kernel for something.
#pragma once

#include "ways.hpp"

namespace bench {

/// System calls that one of many operations makes; less than 0 where a process may not watch
/// another (ptrace(2); Linux only).
[[nodiscard]] double system_calls_each(operation what);

}  // namespace bench

/// @file
/// The number of system calls that an operation makes.
#pragma once

#include "ways.hpp"

namespace bench {

/// System calls per operation, measured over many; less than 0 if this process may not trace a
/// child (ptrace(2); Linux only).
[[nodiscard]] double system_calls_each(operation what);

}  // namespace bench

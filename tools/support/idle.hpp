/// @file
/// Whether programs have done all that they can do for now.
#pragma once

#include "support/deadline.hpp"

#include <vector>

#include <sys/types.h>

namespace support {

/// Waits until each of these and all that they have started sleeps (every thread of it, proc(5)) or
/// has ended, and none has run in between. False if the time was spent before: a program that asks
/// again and again is never at rest. Without /proc nothing can be seen, and all the time is spent.
bool await_rest(const std::vector<pid_t>& programs, deadline until);

}  // namespace support

/// @file
/// Detects that programs are idle.
#pragma once

#include "support/deadline.hpp"

#include <vector>

#include <sys/types.h>

namespace support {

/// Waits until every thread of these programs and of their descendants sleeps (proc(5)) or has
/// ended, and none has run since the previous look. False if `until` is spent before that: a
/// program that polls is never at rest. Without /proc nothing is visible, and the whole time is
/// spent.
bool await_rest(const std::vector<pid_t>& programs, deadline until);

}  // namespace support

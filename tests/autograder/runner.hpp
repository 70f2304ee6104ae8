/// @file
/// Runs the checks of a session, many at a time, and hands their outcomes on in the course's order.
#pragma once

#include "autograder/session.hpp"

namespace suite {

/// Runs all checks that the session wants. `lifeline` as in support::guarded.
void run_checks(session& run, int lifeline);

}  // namespace suite

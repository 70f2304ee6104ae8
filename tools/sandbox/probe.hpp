/// @file
/// Tests what this machine allows, instead of assuming it.
#pragma once

#include <ostream>

#include <sys/types.h>

namespace sandbox {

/// Starts a box within a box, as grading does, and prints one line of JSON:
/// `{"possible", "bubblewrap", "isolation": […], "missing": [{"id", "why": {"en","es"}, "do"}]}`.
/// Returns 0 if grading is possible, else 1.
[[nodiscard]] int probe(std::ostream& out);

/// The same for boxes that are users of the machine, from number `first` on (users.hpp).
[[nodiscard]] int probe_users(std::ostream& out, uid_t first);

/// Runs inside the box of a probe: prints what it sees there, as JSON. Returns 0.
[[nodiscard]] int describe_inside(std::ostream& out);

}  // namespace sandbox

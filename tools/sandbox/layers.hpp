/// @file
/// Proves each layer of the box by trying to break it.
#pragma once

#include <ostream>

namespace sandbox {

/// Starts a box within a box, as grading does, in which a program tries what it must not be able to
/// do, and prints one line of JSON: `[{"id": "network", "open": []}, …]`. `open` names what was
/// possible; it is empty for a layer that held. Needs `probe` to have found that boxes are possible.
/// Returns 0 if every layer held, else 1.
[[nodiscard]] int try_layers(std::ostream& out);

/// Runs inside the box: makes all attempts but that on memory, and prints what was possible.
[[nodiscard]] int attack_inside(std::ostream& out);

/// Runs inside the box: takes more memory than a student's program may have. Returns 0 if it got it.
[[nodiscard]] int take_memory();

}  // namespace sandbox

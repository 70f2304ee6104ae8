/// @file
/// The files and texts of an experiment that go beside the report and into it.
#pragma once

#include "lab/console/voice.hpp"
#include "lab/experiment/experiments.hpp"

#include <string>

namespace experiment {

/// Which programs were used.
enum class origin { own, reference, folder };
[[nodiscard]] std::string_view name(origin which);  ///< "own"

/// JSON lines: a head (schema `sock-lab/experiment/1`), the steps in their order, and the outcome.
/// Only times ("t") and ports differ between runs.
[[nodiscard]] std::string json_lines(const played& it, origin whose);

/// The sequence diagram as a self-contained picture (SVG 1.1).
[[nodiscard]] std::string svg(const played& it, const std::string& title,
                              const console::voice& say);

/// "experiment_a.svg"
[[nodiscard]] std::string file_name(letter which, std::string_view ending);

}  // namespace experiment

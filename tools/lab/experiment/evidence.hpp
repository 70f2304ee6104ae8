/// @file
/// An experiment as files: what goes beside the report, and into it.
#pragma once

#include "lab/console/voice.hpp"
#include "lab/experiment/experiments.hpp"

#include <string>

namespace experiment {

/// Whose programs were played.
enum class origin { own, reference, folder };
[[nodiscard]] std::string_view name(origin which);  ///< "own"

/// JSON lines: a head (schema `sock-lab/experiment/1`), the steps in their order, and the outcome.
/// From run to run only times ("t") and ports are different.
[[nodiscard]] std::string json_lines(const played& it, origin whose);

/// The sequence diagram as a picture (SVG 1.1) that stands alone.
[[nodiscard]] std::string svg(const played& it, const std::string& title,
                              const console::voice& say);

/// "experiment_a.svg"
[[nodiscard]] std::string file_name(letter which, std::string_view ending);

}  // namespace experiment

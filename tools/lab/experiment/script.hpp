/// @file
/// The scripts of the three experiments.
#pragma once

#include "lab/experiment/experiments.hpp"
#include "lab/experiment/process_pair.hpp"

#include <filesystem>

namespace experiment {

/// The programs that an experiment needs, the client's first; an empty name if it needs none.
[[nodiscard]] std::array<std::string, 2> programs_of(letter which);

/// Plays it with `who`; recordings go into `folder`, which must be empty. Throws lab::problem
/// (experiment-no-server) if the server does not listen at its port.
[[nodiscard]] played play(letter which, const processes& who, const std::filesystem::path& folder);

}  // namespace experiment

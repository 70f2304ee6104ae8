#pragma once

#include "autograder/session.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace suite {

/// The command line is wrong; the text says which word, and why.
struct wrong_use : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The options of sock-suite, as `--help` lists them.
[[nodiscard]] std::string help();

/// Reads the options. Without `--seed` the seed is random. Nothing if help was asked for. Throws
/// `wrong_use`.
[[nodiscard]] std::optional<request> parse(std::vector<std::string> typed);

}  // namespace suite

/// @file
/// The isolation that this machine allows, as sock-box reports it.
#pragma once

#include "course/words.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace grading {

struct isolation {
    bool possible = false;
    std::vector<std::string> kinds;  ///< "user", "pid", "net", …
    std::string why_not;             ///< in words: what is missing and what to do
};

/// Runs `sock-box probe`. If the probe fails or its output is invalid, isolation is not possible.
[[nodiscard]] isolation probe_isolation(const std::filesystem::path& box,
                                        const course::catalogue& words);

/// Reads what the probe printed.
[[nodiscard]] isolation read_probe(const std::string& output, const course::catalogue& words);

}  // namespace grading

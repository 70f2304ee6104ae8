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

/// Runs `sock-box probe`, with `users` for boxes that are users of this machine. If the probe fails
/// or its output is invalid, isolation is not possible.
[[nodiscard]] isolation probe_isolation(const std::filesystem::path& box,
                                        const course::catalogue& words, unsigned users = 0);

/// What a reader of a result has to know about how it came to be.
enum class trust { boxed, users, none };

[[nodiscard]] trust trust_in(const std::vector<std::string>& kinds);

/// The warning `id` ("feedback", "remark") of a result whose isolation is not whole; empty: it is.
[[nodiscard]] std::string caution(const std::string& id, const std::vector<std::string>& kinds,
                                  const course::catalogue& words);

/// Reads what the probe printed.
[[nodiscard]] isolation read_probe(const std::string& output, const course::catalogue& words);

}  // namespace grading

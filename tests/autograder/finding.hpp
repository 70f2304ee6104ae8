/// @file
/// What a check found: ids with parameters. Words come last, from the catalogue of the reader's
/// language (words/en.toml, words/es.toml).
#pragma once

#include "course/course.hpp"

#include <optional>
#include <string>
#include <vector>

namespace suite {

/// A sentence before it has a language.
struct sentence {
    std::string id;
    course::parameters values;
};

/// Why a program does not pass a check. Thrown by whoever notices it, caught by `judge`.
struct finding {
    sentence diagnosis;  ///< the most likely cause
    sentence expected;   ///< empty id: nothing to compare
    sentence got;
    std::vector<sentence> seen;  ///< what else was observed, as evidence for the cause
    std::optional<int> todo;     ///< the gap to look at, where it is not the check's own
};

/// The check does not apply here (a port that something else holds, a system without /proc).
struct not_applicable {
    sentence because;
};

}  // namespace suite

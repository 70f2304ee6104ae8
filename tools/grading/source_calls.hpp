/// @file
/// The calls that a student's source makes, by their names.
#pragma once

#include "course/dialect.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace grading {

/// `source` with its comments and texts in quotes blanked out; the lines stay where they are.
[[nodiscard]] std::string code_only(std::string_view source, course::dialect in);

/// `source` with its comments blanked out.
[[nodiscard]] std::string without_comments(std::string_view source, course::dialect in);

/// One call in a source: `peer.recv(` in line 38 is {"recv", 38}.
struct call {
    std::string name;
    int line = 0;
};

/// The calls in a source in C++, C or Python, in order; comments and texts in quotes hold none.
[[nodiscard]] std::vector<call> calls_in(std::string_view source, course::dialect in);

}  // namespace grading

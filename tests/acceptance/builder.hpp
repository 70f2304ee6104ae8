/// @file
/// Compiles a program of the corpus as a student's is compiled, but only once: the binary of a text
/// is kept.
#pragma once

#include "acceptance/places.hpp"
#include "judge/compiler.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace acceptance {

/// A program that does not compile. what() is the compiler's output.
struct build_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

using judge::instruments;

enum class warnings { ignored, are_errors };

/// The binary of `source`. Throws build_error. May be called from several threads at a time.
[[nodiscard]] fs::path build(std::string_view source, warnings policy = warnings::ignored,
                             instruments with = instruments::none,
                             std::vector<std::string> more = {},
                             course::dialect in = course::dialect::cpp);

}  // namespace acceptance

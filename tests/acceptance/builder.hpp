/// @file
/// Compiles a program of the corpus as a student's is compiled, and once: what was built from the
/// same text is there already.
#pragma once

#include "acceptance/places.hpp"
#include "judge/compiler.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace acceptance {

/// A program that does not compile. what() is what the compiler says.
struct build_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

using judge::instruments;

enum class warnings { ignored, are_errors };

/// The binary for `source`. Throws build_error. May be called from several threads at a time.
[[nodiscard]] fs::path build(std::string_view source, warnings policy = warnings::ignored,
                             instruments with = instruments::none,
                             std::vector<std::string> more = {});

}  // namespace acceptance

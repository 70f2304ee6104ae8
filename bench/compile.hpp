/// @file
/// What it costs to compile one echo server, written in each way.
#pragma once

#include <cstddef>
#include <string>

namespace bench {

/// Compiles bench/echo/NAME.cpp with this option ("-O2"); the processor seconds that it took, or
/// less than 0 if it does not compile.
[[nodiscard]] double compile(const std::string& name, const std::string& option);

/// Lines of it after the preprocessor, blank ones and its own marks left out.
[[nodiscard]] std::size_t preprocessed_lines(const std::string& name);

}  // namespace bench

/// @file
/// The compile time of one echo server, written in each way.
#pragma once

#include <cstddef>
#include <string>

namespace bench {

/// Processor seconds to compile bench/echo/NAME.cpp with this option ("-O2"); less than 0 if it
/// does not compile.
[[nodiscard]] double compile(const std::string& name, const std::string& option);

/// Its lines after the preprocessor, without blank lines and line markers.
[[nodiscard]] std::size_t preprocessed_lines(const std::string& name);

}  // namespace bench

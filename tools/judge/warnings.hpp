/// @file
/// Quotes the compiler's warnings that explain a failed check.
#pragma once

#include "wire/result.hpp"

#include <string_view>
#include <vector>

namespace judge {

/// Adds to each failed check, as evidence, the warnings that point to its bug. `said` is the
/// compiler's output for the program.
void quote_warnings(std::vector<wire::check>& checks, std::string_view said,
                    const course::catalogue& words);

}  // namespace judge

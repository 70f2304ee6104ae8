/// @file
/// What the compiler warned of, where it explains a check that failed.
#pragma once

#include "wire/result.hpp"

#include <string_view>
#include <vector>

namespace judge {

/// Adds to each failed check, as evidence, the warnings that point at its bug. `said` is what the
/// compiler wrote about the program.
void quote_warnings(std::vector<wire::check>& checks, std::string_view said,
                    const course::catalogue& words);

}  // namespace judge

/// @file
/// One check, from its start to its verdict.
#pragma once

#include "finding.hpp"
#include "program.hpp"

#include <functional>
#include <string_view>

namespace suite {

/// What a check has at hand.
struct context {
    const surroundings& where;
    timeline& story;
    std::uint64_t seed = 0;  ///< of this check; the same in every run with the same --seed
};

using body = std::function<void(context&)>;

/// Runs the check `id` of the course: skips it if an earlier failure explains it, else lets `body`
/// observe the program. A body that returns has passed; a `finding` that it throws is the failure;
/// any other exception is our own fault. Writes the outcome to the channel and to the screen.
void judge(std::string_view id, const body& observe);

}  // namespace suite

/// @file
/// Times that stay comparable on a busy machine: the contestants take short turns in rotation, and
/// the result is the median of the turns' ratios to the first contestant.
#pragma once

#include "ways.hpp"

#include <string>
#include <vector>

namespace bench {

/// An operation that takes processor time; it measures itself.
struct contestant {
    std::string name;
    double (*seconds)(const void* what);  ///< of processor time, for one turn
    const void* what = nullptr;
};

/// The cost of one contestant.
struct result {
    double ratio = 0;    ///< its time / the first contestant's, median over the turns
    double seconds = 0;  ///< its fastest turn
};

/// Runs `turns` rounds: each contestant takes one turn a round, and the first of a round changes.
[[nodiscard]] std::vector<result> compare(const std::vector<contestant>& who, int turns);

/// Processor seconds used by this process.
[[nodiscard]] double own_seconds();

/// Processor seconds used by its children that have ended.
[[nodiscard]] double childrens_seconds();

/// Heap allocations (operator new) per operation, measured over many.
[[nodiscard]] double allocations_each(operation what);

}  // namespace bench

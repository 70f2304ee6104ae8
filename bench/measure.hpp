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
    double ratio = 0;    ///< median over the turns of its time to the first one's
    double low = 0;      ///< the interval that holds the true median with 95 % probability
    double high = 0;     ///< its upper end
    double seconds = 0;  ///< its fastest turn

    /// The first one's interval is 1 to 1. Where the intervals overlap, no difference is shown.
    [[nodiscard]] bool is_tie() const noexcept { return low <= 1 && 1 <= high; }
};

/// Runs `turns` rounds: each contestant takes one turn a round, and the first of a round changes.
[[nodiscard]] std::vector<result> compare(const std::vector<contestant>& who, int turns);

/// The value that this part of the values (0.99) is not above. There must be one.
[[nodiscard]] double quantile(std::vector<double> values, double part);

/// Processor seconds that this process has used.
[[nodiscard]] double own_seconds();

/// Processor seconds used by its children that have ended.
[[nodiscard]] double childrens_seconds();

/// Heap allocations (operator new) per operation, measured over many.
[[nodiscard]] double allocations_each(operation what);

}  // namespace bench

/// @file
/// Times that can be compared although the machine has other work: short turns, taken by all in
/// rotation, and the median of the turns' ratios to the first.
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

/// How much one contestant took.
struct result {
    double ratio = 0;    ///< median over the turns of its time to the first one's
    double seconds = 0;  ///< its fastest turn
};

/// Lets each take `turns` turns, another one beginning each round.
[[nodiscard]] std::vector<result> compare(const std::vector<contestant>& who, int turns);

/// Processor seconds that this process has used.
[[nodiscard]] double own_seconds();

/// The same of the processes that it has started and that have ended.
[[nodiscard]] double childrens_seconds();

/// Blocks that operator new gives out for one of many operations.
[[nodiscard]] double allocations_each(operation what);

}  // namespace bench

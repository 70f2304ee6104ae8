/// @file
/// Other people's work: processes that want a core while programs are judged.
#pragma once

#include "support/process.hpp"

#include <algorithm>
#include <vector>

namespace acceptance {

/// Processes that want a core all the time, for as long as this object lives.
// Children like any other: a bare fork would be taken for an orphan, and be gone as soon as the
// first program that is judged comes to its end.
class busy_load {
  public:
    explicit busy_load(int count) {
        for (int i = 0; i < count; ++i)
            burners_.emplace_back(support::command{{"sh", "-c", "while :; do :; done"}});
    }

    /// How many of them still want their core.
    [[nodiscard]] int running() {
        const auto alive = [](support::child& each) { return !each.status(); };
        return static_cast<int>(std::count_if(burners_.begin(), burners_.end(), alive));
    }

  private:
    std::vector<support::child> burners_;
};

}  // namespace acceptance

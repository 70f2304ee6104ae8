/// @file
/// Other load on the machine: processes that use a core while programs are judged.
#pragma once

#include "support/process.hpp"

#include <algorithm>
#include <vector>

namespace acceptance {

/// Processes that use a core all the time while this object lives.
// They are support::child processes: a plain fork would be taken for an orphan, and killed when the
// first judged program ends.
class busy_load {
  public:
    explicit busy_load(int count) {
        for (int i = 0; i < count; ++i)
            burners_.emplace_back(support::command{{"sh", "-c", "while :; do :; done"}});
    }

    /// How many of them are still running.
    [[nodiscard]] int running() {
        const auto alive = [](support::child& each) { return !each.status(); };
        return static_cast<int>(std::count_if(burners_.begin(), burners_.end(), alive));
    }

  private:
    std::vector<support::child> burners_;
};

}  // namespace acceptance

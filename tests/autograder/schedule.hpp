/// @file
/// Chooses the check that may run next: after those it depends on, beside those it does not
/// disturb.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace suite {

/// A check as the schedule sees it.
struct place_in_plan {
    std::vector<std::size_t> after;  ///< indices of the checks that must end first
    bool quiet = false;              ///< nothing else may run at the same time
    std::string port;                ///< a well-known port that one check at a time may use
};

/// Only bookkeeping: it starts nothing and waits for nothing.
class schedule {
  public:
    schedule(std::vector<place_in_plan> plan, std::size_t at_once);

    /// A check that may start now. It counts as running until it is `over` or `again`.
    [[nodiscard]] std::optional<std::size_t> next();

    void over(std::size_t which);

    /// The check must run once more, alone.
    void again(std::size_t which);

    /// From now on nothing else runs beside it.
    void alone(std::size_t which) { plan_[which].quiet = true; }

    [[nodiscard]] bool finished() const;

  private:
    enum class state { waiting, running, over };

    [[nodiscard]] bool ready(std::size_t which) const;
    [[nodiscard]] bool fits(std::size_t which) const;
    [[nodiscard]] std::size_t running() const;

    std::vector<place_in_plan> plan_;
    std::vector<state> states_;
    std::size_t at_once_;
};

}  // namespace suite

#include "autograder/schedule.hpp"

#include <algorithm>
#include <stdexcept>

namespace suite {

schedule::schedule(std::vector<place_in_plan> plan, std::size_t at_once)
    : plan_(std::move(plan)), states_(plan_.size(), state::waiting),
      at_once_(std::max<std::size_t>(1, at_once)) {}

bool schedule::ready(std::size_t which) const {
    const auto is_over = [&](std::size_t other) { return states_[other] == state::over; };
    const auto& after = plan_[which].after;
    return states_[which] == state::waiting && std::all_of(after.begin(), after.end(), is_over);
}

bool schedule::fits(std::size_t which) const {
    if (plan_[which].quiet) return running() == 0;
    for (std::size_t other = 0; other < plan_.size(); ++other) {
        if (states_[other] != state::running) continue;
        if (plan_[other].quiet) return false;
        if (!plan_[which].port.empty() && plan_[other].port == plan_[which].port) return false;
    }
    return true;
}

// A quiet check runs when no other check can start, so that it does not keep the others waiting.
std::optional<std::size_t> schedule::next() {
    if (running() >= at_once_) return std::nullopt;
    std::optional<std::size_t> alone;
    bool others_wait = false;
    for (std::size_t which = 0; which < plan_.size(); ++which) {
        if (!ready(which)) continue;
        if (!plan_[which].quiet) others_wait = true;
        if (!fits(which)) continue;
        if (!plan_[which].quiet) {
            states_[which] = state::running;
            return which;
        }
        if (!alone) alone = which;
    }
    if (others_wait || !alone) {
        if (running() == 0 && !finished() && !others_wait)
            throw std::logic_error("the checks wait for one another");
        return std::nullopt;
    }
    states_[*alone] = state::running;
    return alone;
}

void schedule::over(std::size_t which) {
    states_[which] = state::over;
}

void schedule::again(std::size_t which) {
    states_[which] = state::waiting;
    plan_[which].quiet = true;
}

bool schedule::finished() const {
    return std::all_of(states_.begin(), states_.end(),
                       [](state each) { return each == state::over; });
}

std::size_t schedule::running() const {
    return static_cast<std::size_t>(std::count(states_.begin(), states_.end(), state::running));
}

}  // namespace suite

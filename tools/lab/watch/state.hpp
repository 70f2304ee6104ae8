/// @file
/// The state of `lab watch`.
#pragma once

#include "lab/workspace/checking.hpp"
#include "lab/workspace/progress.hpp"

#include <optional>
#include <string>
#include <vector>

namespace watch {

struct state {
    std::vector<lab::exercise_progress> all;
    std::size_t current = 0;                ///< the exercise that is watched
    std::optional<lab::trial> last;         ///< its last check
    std::optional<wire::program> compiled;  ///< the last one that compiled
    std::string since;                      ///< when `last` ended: "14:02:11"
    bool checking = false;
    std::size_t checked = 0;  ///< checks that are done, while it checks
    std::string overlay;      ///< a hint or the list, instead of the verdict
    std::string notice;       ///< one sentence about the effect of a key
    int scroll = 0;           ///< the first line of the text that is shown

    [[nodiscard]] const lab::exercise_progress& progress() const { return all.at(current); }
    [[nodiscard]] const course::exercise& exercise() const { return *progress().exercise; }
};

}  // namespace watch

/// @file
/// The page of `lab watch`.
#pragma once

#include "lab/console/voice.hpp"
#include "lab/render/check.hpp"
#include "lab/watch/state.hpp"

#include <string>
#include <vector>

namespace render {

/// The verdict of the last check, and the next step.
[[nodiscard]] std::string verdict(const watch::state& now, const context& around,
                                  const console::voice& say);

struct page {
    std::vector<std::string> lines;
    int scroll = 0;  ///< limited to the length of the text
};

/// A page of at most `rows` lines: the progress, the current activity, `body` from the scrolled
/// line on, the keys.
[[nodiscard]] page watch_page(const watch::state& now, const std::string& body, int rows,
                              const console::voice& say);

}  // namespace render

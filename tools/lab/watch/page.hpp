/// @file
/// The page of `lab watch`.
#pragma once

#include "lab/console/voice.hpp"
#include "lab/render/check.hpp"
#include "lab/watch/state.hpp"

#include <string>
#include <vector>

namespace render {

/// The verdict of the last check, and what comes next.
[[nodiscard]] std::string verdict(const watch::state& now, const surroundings& around,
                                  const console::voice& say);

struct page {
    std::vector<std::string> lines;
    int scroll = 0;  ///< as far as there was something to scroll
};

/// A page of at most `rows` lines: where one stands, what goes on, `body` from the line on that is
/// scrolled to, the keys.
[[nodiscard]] page watch_page(const watch::state& now, const std::string& body, int rows,
                              const console::voice& say);

}  // namespace render

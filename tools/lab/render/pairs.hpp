/// @file
/// Rows of a name and a value, with the values aligned.
#pragma once

#include "lab/console/voice.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace render {

class pairs {
  public:
    /// `margin`: the blanks before the names; `narrowest`: the least width of the names.
    pairs(const console::voice& say, int margin, int narrowest = 8)
        : say_(say), margin_(margin), narrowest_(narrowest) {}

    /// Adds a row, unless `value` is empty. `name` is the id of a sentence. A name that is the same
    /// as in the row above is not repeated.
    void add(std::string_view name, std::string_view value);

    /// All rows; empty if there is none.
    [[nodiscard]] std::string text() const;

  private:
    const console::voice& say_;
    int margin_;
    int narrowest_;
    std::vector<std::pair<std::string, std::string>> rows_;
};

}  // namespace render

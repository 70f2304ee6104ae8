/// @file
/// Rows of a name and a value, the values under one another.
#pragma once

#include "lab/console/voice.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace render {

class pairs {
  public:
    /// `margin`: the blanks before the names; `narrowest`: the columns of the names at least.
    pairs(const console::voice& say, int margin, int narrowest = 8)
        : say_(say), margin_(margin), narrowest_(narrowest) {}

    /// A row; none if `value` is empty. `name` is a sentence of the catalogue; the same name as in
    /// the row above is not repeated.
    void add(std::string_view name, std::string_view value);

    /// All rows; an empty text if there is none.
    [[nodiscard]] std::string text() const;

  private:
    const console::voice& say_;
    int margin_;
    int narrowest_;
    std::vector<std::pair<std::string, std::string>> rows_;
};

}  // namespace render

/// @file
/// A page that takes the whole terminal and is drawn again in its place.
#pragma once

#include "lab/console/look.hpp"

#include <string>
#include <vector>

namespace console {

/// Takes the terminal's other screen while it lives, so that what stood there before comes back.
/// Uses only what every terminal since the VT220 knows, and of that as little as possible.
class screen {
  public:
    screen() { seize(); }
    screen(const screen&) = delete;
    screen& operator=(const screen&) = delete;
    ~screen() { release(); }

    /// Shows these lines; the rest of the screen is empty. Nothing is written if that is there
    /// already. Lines that are too long are cut by the terminal.
    void draw(const std::vector<std::string>& lines, int columns, int rows);

    /// As they were before, and as they are wanted here: around a pause.
    void release();
    void seize();

  private:
    bool seized_ = false;
    std::string shown_;
};

}  // namespace console

/// @file
/// A page that takes the whole terminal and is drawn again in its place.
#pragma once

#include "lab/console/look.hpp"

#include <string>
#include <vector>

namespace console {

/// Uses the terminal's alternate screen while it exists, so that the earlier content comes back.
/// Uses only a few sequences, which every terminal since the VT220 knows.
class screen {
  public:
    screen() { seize(); }
    screen(const screen&) = delete;
    screen& operator=(const screen&) = delete;
    ~screen() { release(); }

    /// Shows these lines; the rest of the screen is empty. Nothing is written if the screen already
    /// shows them. The terminal cuts lines that are too long.
    void draw(const std::vector<std::string>& lines, int columns, int rows);

    /// Restores the terminal, and takes it again, around a pause.
    void release();
    void seize();

  private:
    bool seized_ = false;
    std::string shown_;
};

}  // namespace console

/// @file
/// The screen of a terminal, computed from the bytes that a program sends to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace world {

/// Implements the few control sequences that `lab` may send, and records all others: a user's
/// terminal may not have them.
class display {
  public:
    display(int columns, int rows);

    void feed(std::string_view bytes);
    void resize(int columns, int rows);

    /// The lines on the screen now, without blanks at their ends.
    [[nodiscard]] std::vector<std::string> lines() const;
    [[nodiscard]] std::string text() const;
    /// The same text with single blanks and no line ends, for sentences that are wrapped.
    [[nodiscard]] std::string flat() const;

    [[nodiscard]] const std::vector<std::string>& unknown() const { return unknown_; }
    [[nodiscard]] bool coloured() const { return coloured_; }  ///< at any time
    [[nodiscard]] bool other_screen() const { return other_screen_; }
    [[nodiscard]] bool cursor_shown() const { return cursor_shown_; }

  private:
    using grid = std::vector<std::u32string>;

    void put(char32_t letter);
    void line_feed();
    void erase_rest_of_line();
    void obey(const std::string& sequence);
    void set_mode(const std::string& mode, bool on);

    int columns_;
    int rows_;
    grid cells_;
    grid before_;  // the main screen, while the alternate one is shown
    std::size_t row_ = 0;
    std::size_t column_ = 0;
    bool wraps_ = true;
    bool coloured_ = false;
    bool other_screen_ = false;
    bool cursor_shown_ = true;
    std::string pending_;
    std::vector<std::string> unknown_;
};

}  // namespace world

/// @file
/// What a person sees on a terminal, from the bytes that a program sends to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace world {

/// Knows the few control sequences that `lab` may send, and writes down any other: what is not here
/// might not be in somebody's terminal, either.
class display {
  public:
    display(int columns, int rows);

    void feed(std::string_view bytes);
    void resize(int columns, int rows);

    /// The lines that stand there now, without blanks at their ends.
    [[nodiscard]] std::vector<std::string> lines() const;
    [[nodiscard]] std::string text() const;
    /// The same with one blank for many and for every line's end: however a sentence is broken.
    [[nodiscard]] std::string flat() const;

    [[nodiscard]] const std::vector<std::string>& unknown() const { return unknown_; }
    [[nodiscard]] bool coloured() const { return coloured_; }  ///< ever
    [[nodiscard]] bool other_screen() const { return other_screen_; }
    [[nodiscard]] bool cursor_shown() const { return cursor_shown_; }

  private:
    using grid = std::vector<std::u32string>;

    void put(char32_t letter);
    void line_feed();
    void obey(const std::string& sequence);
    void set_mode(const std::string& mode, bool on);

    int columns_;
    int rows_;
    grid cells_;
    grid before_;  // of the first screen, while the other one is shown
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

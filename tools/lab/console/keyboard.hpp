/// @file
/// Single keys from a terminal. termios(3) and poll(2) are all that it takes; a library for whole
/// screens (ncurses) would bring its own ideas of output, locale and signals for the sake of six
/// keys.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <termios.h>

namespace console {

/// What was pressed: a letter or a digit as it is; arrows as the letters that pagers know for them.
namespace key {
inline constexpr char up = 'k';
inline constexpr char down = 'j';
inline constexpr char page_up = 'b';
inline constexpr char page_down = ' ';
inline constexpr char interrupt = '\x03';  ///< Ctrl+C
inline constexpr char end = '\x04';        ///< Ctrl+D, or the terminal is gone
inline constexpr char enter = '\n';
inline constexpr char redraw = '\x0c';   ///< Ctrl+L
inline constexpr char suspend = '\x1a';  ///< Ctrl+Z
}  // namespace key

/// While it lives, the terminal gives every key at once and prints none; Ctrl+C and Ctrl+Z are keys
/// like others, so that whoever reads them can put the screen in order first. Without a terminal on
/// standard input there are no keys.
class keyboard {
  public:
    keyboard();
    keyboard(const keyboard&) = delete;
    keyboard& operator=(const keyboard&) = delete;
    ~keyboard() { release(); }

    [[nodiscard]] bool present() const { return present_; }

    /// The next key, or nothing if none is pressed within `patience` (or a signal came).
    [[nodiscard]] std::optional<char> read(std::chrono::milliseconds patience);

    /// The terminal as it was before, and as it is wanted here: around a pause (Ctrl+Z).
    void release();
    void seize();

  private:
    void fill(std::chrono::milliseconds patience);

    bool present_ = false;
    bool seized_ = false;
    termios before_{};
    std::string pending_;
};

}  // namespace console

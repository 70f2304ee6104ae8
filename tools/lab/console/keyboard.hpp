/// @file
/// Single keys from a terminal. termios(3) and poll(2) are enough. A library for whole screens
/// (ncurses) would impose its own handling of output, locale and signals, for six keys.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <termios.h>

namespace console {

/// Keys: letters and digits stand for themselves, arrows become the letters that pagers use for
/// them.
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

/// While it exists, the terminal delivers each key at once and prints none. Ctrl+C and Ctrl+Z are
/// ordinary keys, so that the caller can restore the screen first. Without a terminal on standard
/// input there are no keys.
class keyboard {
  public:
    keyboard();
    keyboard(const keyboard&) = delete;
    keyboard& operator=(const keyboard&) = delete;
    ~keyboard() { release(); }

    [[nodiscard]] bool present() const { return present_; }

    /// The next key; no value if none is pressed within `timeout`, or if a signal arrives.
    [[nodiscard]] std::optional<char> read(std::chrono::milliseconds timeout);

    /// Restores the terminal, and takes it again, around a pause (Ctrl+Z).
    void release();
    void seize();

  private:
    void fill(std::chrono::milliseconds timeout);

    bool present_ = false;
    bool seized_ = false;
    termios before_{};
    std::string pending_;
};

}  // namespace console

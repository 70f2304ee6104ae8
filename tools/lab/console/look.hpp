/// @file
/// What the output device can show.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace console {

/// Reads an environment variable; empty if it is not set.
using environment = std::function<std::string(const char*)>;

/// The environment of this process.
[[nodiscard]] std::string process_environment(const char* name);

/// How to print: colours, letters beyond ASCII, the width, and whether a progress line may be
/// rewritten.
struct look {
    bool colour = false;
    bool unicode = false;
    bool animated = false;
    bool plain = false;         ///< for a screen reader: lines rather than columns
    bool whole_screen = false;  ///< a page may be redrawn in its place
    int columns = 80;
};

/// The properties of a terminal that no environment variable holds.
struct device {
    bool output_is_terminal = false;
    bool errors_is_terminal = false;
    int columns = 0;  ///< 0: unknown
    int rows = 0;     ///< 0: unknown
};

[[nodiscard]] device this_device();

/// The columns to use on a device with `columns` of them: a line of more than 80 is hard to read.
[[nodiscard]] int page_columns(int columns);

/// Colour on a terminal that has some, unless NO_COLOR is set (no-color.org); Unicode where the
/// locale's name says UTF-8, even if that locale is not installed here: the terminal is another
/// program with its own locale.
[[nodiscard]] look look_of(const device& where, const environment& variables, bool plain);

enum class role { good, bad, warning, heading, faint };

/// `text` in the colour of its role, or unchanged.
[[nodiscard]] std::string paint(const look& how, role as, std::string_view text);

/// Only ASCII: letters without their accents, ✓ as "+", … as "...", and so on.
[[nodiscard]] std::string to_ascii(std::string_view text);

/// `text` with its control characters escaped (as \x1b), so that a student's program cannot send
/// commands to the terminal. Line ends stay.
[[nodiscard]] std::string harmless(std::string_view text);

}  // namespace console

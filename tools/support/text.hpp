/// @file
/// Untrusted bytes, made safe to print.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace support {

/// `bytes` with everything that could control a terminal or reverse text written as escapes:
/// control characters except newline and tab, DEL, C1, the bidirectional controls, characters
/// without a width, and bytes that are not UTF-8.
[[nodiscard]] std::string printable(std::string_view bytes);

/// The same on one line, and not longer than `limit` bytes ("…" marks what is missing).
[[nodiscard]] std::string one_line(std::string_view bytes, std::size_t limit = 200);

/// A blank without a width (U+200B), a word joiner, an operator that is not seen. The joiners of
/// letters and of emoji are not meant.
[[nodiscard]] bool has_no_width(char32_t c);

/// The code point that begins at `bytes[0]` and how many bytes it takes; {0, 0} if these are not
/// UTF-8 (RFC 3629: shortest form only, no surrogates).
struct code_point {
    char32_t value = 0;
    std::size_t bytes = 0;
};
[[nodiscard]] code_point decode(std::string_view bytes);

/// The same text in UTF-8; nothing if `bytes` are not UTF-16, which begins with a byte order mark
/// or, in a source, has a zero in every second byte.
[[nodiscard]] std::optional<std::string> from_utf16(std::string_view bytes);

[[nodiscard]] inline bool starts(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

[[nodiscard]] inline bool holds(std::string_view text, std::string_view what) {
    return text.find(what) != std::string_view::npos;
}

}  // namespace support

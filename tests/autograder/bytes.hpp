/// @file
/// Bytes as people read them, and the first difference between two strings of bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace suite {

constexpr std::size_t mebibyte = 1024 * 1024;

/// `"uno\0dos\n"`: quoted, escaped, valid UTF-8 left as it is, the middle of a long text left out.
[[nodiscard]] std::string show(std::string_view bytes, std::size_t longest = 48);

/// One of the bytes that end a line.
[[nodiscard]] constexpr bool is_newline(char c) {
    return c == '\n' || c == '\r';
}

/// From 0x80 on: a part of a letter that has several bytes in UTF-8. A signed char is negative.
[[nodiscard]] constexpr bool is_high(char c) {
    return static_cast<unsigned char>(c) >= 0x80;
}

/// How many bytes two strings have in common at their beginning.
[[nodiscard]] std::size_t common_prefix(std::string_view a, std::string_view b);

/// What surrounds the byte at `at`, for a message about it.
[[nodiscard]] std::string show_around(std::string_view bytes, std::size_t at);

/// `count` bytes of every value, the same for the same seed. No two blocks are equal, so that a
/// lost, doubled or swapped block is seen.
[[nodiscard]] std::string noise(std::size_t count, std::uint64_t seed);

/// "3", "1 048 576": groups of three digits, as people write them in both languages.
[[nodiscard]] std::string count(std::size_t number);

/// "2.0" in English, "2,0" in Spanish is a matter of the catalogue; here always with a point.
[[nodiscard]] std::string seconds(double value);

}  // namespace suite

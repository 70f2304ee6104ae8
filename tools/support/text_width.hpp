/// @file
/// The width of UTF-8 text on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// One code point and the rest of the text. An invalid byte counts as one code point, U+FFFD, so
/// that any input is read to its end.
char32_t next_code_point(std::string_view& text);

/// The columns of one code point: 0 for a combining mark, 2 for wide East Asian letters and emoji.
/// The tables are our own: in the C locale wcwidth(3) knows none of these, but the terminal may
/// still show them.
int width(char32_t code_point);

/// The columns of `text`, which holds no escape sequences.
int width(std::string_view text);

/// `text` and as many blanks as it needs to be `columns` wide; a longer text stays as it is.
std::string pad_right(std::string_view text, int columns);
std::string pad_left(std::string_view text, int columns);

/// Breaks `text` at blanks into lines of at most `columns`; a longer word gets a line of its own
/// and is not cut, because half a path is useless. Line ends in `text` are kept.
std::vector<std::string> wrap(std::string_view text, int columns);

/// `wrap`, joined: the first line after `first`, each other line after as many blanks as `first` is
/// wide (or after `rest`). Every line ends with a newline.
std::string paragraph(std::string_view first, std::string_view text, int columns);
std::string paragraph(std::string_view first, std::string_view rest, std::string_view text,
                      int columns);

}  // namespace support

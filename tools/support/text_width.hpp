/// @file
/// How much room a UTF-8 text takes on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// One code point and the rest of the text. A byte that is no UTF-8 is a code point of its own,
/// U+FFFD, so that any input is read to its end.
char32_t next_code_point(std::string_view& text);

/// The columns of one code point: 0 for a combining mark, 2 for wide East Asian letters and emoji.
/// Own tables, because wcwidth(3) knows nothing in the C locale, and there the text may still go to
/// a terminal that does.
int width(char32_t code_point);

/// The columns of `text`, which holds no escape sequences.
int width(std::string_view text);

/// `text` and as many blanks as it needs to be `columns` wide; a longer text stays as it is.
std::string pad_right(std::string_view text, int columns);
std::string pad_left(std::string_view text, int columns);

/// Breaks `text` at blanks into lines of at most `columns`; a longer word stands alone in its line,
/// whole: a path cut in two is of no use. Line ends in `text` are kept.
std::vector<std::string> wrap(std::string_view text, int columns);

/// `wrap`, joined: the first line after `first`, each other line after as many blanks as `first` is
/// wide (or after `rest`). Every line ends with a newline.
std::string paragraph(std::string_view first, std::string_view text, int columns);
std::string paragraph(std::string_view first, std::string_view rest, std::string_view text,
                      int columns);

}  // namespace support

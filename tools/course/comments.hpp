/// @file
/// The comments of a stub in another language than the solution's, which is English.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace course {

/// English to the other language, paragraph by paragraph, without line breaks.
using comment_words = std::map<std::string, std::string, std::less<>>;

/// The `[[comment]]` tables (`en`, `es`) of a file; empty if there is no such file: then comments
/// stay in English. Throws std::runtime_error that names the file and the line.
[[nodiscard]] comment_words read_comments(const std::filesystem::path& file);

/// `source` with these comments in place of its own. The code, and what is not in `words`, stays.
[[nodiscard]] std::string translated(std::string_view source, const comment_words& words);

/// The paragraphs of the comments of `source`, but for TODOs, man pages and the lines that say how
/// a program is called.
[[nodiscard]] std::vector<std::string> comments_of(std::string_view source);

}  // namespace course

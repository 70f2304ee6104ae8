/// @file
/// Pages that need nothing but themselves: no script, no image, no address to fetch anything from.
#pragma once

#include "course/words.hpp"

#include <string>
#include <string_view>

namespace grading {

/// `text` as it is to be read, whatever is in it: markup and quotes as entities, control characters
/// as visible escapes.
[[nodiscard]] std::string html(std::string_view text);

/// `<tag>text</tag>`, the text escaped.
[[nodiscard]] std::string element(std::string_view tag, std::string_view text);

/// One part of a path, fit for an href: what is not plain ASCII as %XX.
[[nodiscard]] std::string url_path(std::string_view name);

/// A whole page. `body` is markup already; `title` is not.
[[nodiscard]] std::string page(std::string_view title, std::string_view body,
                               course::language language);

}  // namespace grading

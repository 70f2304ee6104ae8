/// @file
/// Self-contained pages: no script, no image, no external address.
#pragma once

#include "course/words.hpp"

#include <string>
#include <string_view>

namespace grading {

/// `text` escaped for HTML: markup and quotes as entities, control characters as visible escapes.
[[nodiscard]] std::string html(std::string_view text);

/// `<tag>text</tag>`, the text escaped.
[[nodiscard]] std::string element(std::string_view tag, std::string_view text);

/// One part of a path for an href, with everything but plain ASCII as %XX.
[[nodiscard]] std::string url_path(std::string_view name);

/// A whole page. `body` is markup already; `title` is not.
[[nodiscard]] std::string page(std::string_view title, std::string_view body,
                               course::language language);

}  // namespace grading

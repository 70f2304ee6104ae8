/// @file
/// Self-contained pages: no script, no image, no external address.
#pragma once

#include "course/words.hpp"
#include "grading/exports.hpp"

#include <string>
#include <string_view>

namespace grading {

/// `text` escaped for HTML: markup and quotes as entities, control characters as visible escapes.
[[nodiscard]] std::string html(std::string_view text);

/// `<tag>text</tag>`, the text escaped.
[[nodiscard]] std::string element(std::string_view tag, std::string_view text);

/// A sentence of the catalogue: escaped, with what stands between backticks as code.
[[nodiscard]] std::string prose(std::string_view text);

/// `<a href="to">text</a>`. `to` is an address already (url_path); both are escaped.
[[nodiscard]] std::string link(std::string_view to, std::string_view text);

/// One part of a path for an href, with everything but plain ASCII as %XX.
[[nodiscard]] std::string url_path(std::string_view name);

/// A link to a section of the guide, by its title, and the command that opens it; the command alone
/// without a page. `folder` leads to the guide: "../", or empty.
[[nodiscard]] std::string guide_link(const guide_links& guide, std::string_view folder,
                                     const std::string& anchor);

struct page_parts {
    std::string title;  ///< no markup
    std::string brand;  ///< what kind of page it is; no markup
    std::string link;   ///< markup, at the other end of the bar
    std::string body;   ///< markup
};

[[nodiscard]] std::string page(const page_parts& of, course::language language);

}  // namespace grading

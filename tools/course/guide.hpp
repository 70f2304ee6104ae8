/// @file
/// A place in the guide, from its anchor.
#pragma once

#include <string>
#include <string_view>

namespace course {

/// The heading that `anchor` belongs to in a guide written in Markdown: `## Zero means goodbye
/// {#zero}`, or the first heading after `<a id="zero">`. Empty if there is none.
[[nodiscard]] std::string heading(std::string_view guide, std::string_view anchor);

/// "Zero means goodbye (docs/guide/guide.en.md#zero)"; empty without an anchor or a guide.
[[nodiscard]] std::string place_in_guide(std::string_view anchor, std::string_view path,
                                         std::string_view guide);

}  // namespace course

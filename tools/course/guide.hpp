/// @file
/// Sections of the guide, by their anchors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace course {

/// The heading that `anchor` belongs to in a guide written in Markdown: `## Zero means goodbye
/// {#zero}`, or the first heading after `<a id="zero">`. Empty if there is none.
[[nodiscard]] std::string heading(std::string_view guide, std::string_view anchor);

/// A section of the guide: from its heading to the next anchor, without both.
struct guide_section {
    std::string anchor;
    std::string title;
    std::string text;  ///< Markdown
};

/// All sections that have an anchor, in their order.
[[nodiscard]] std::vector<guide_section> sections(std::string_view guide);

/// "Zero means goodbye (lab guide zero)"; `lab` is what a person types to start this command. Empty
/// without an anchor or a guide.
[[nodiscard]] std::string place_in_guide(std::string_view anchor, std::string_view guide,
                                         std::string_view lab);

}  // namespace course

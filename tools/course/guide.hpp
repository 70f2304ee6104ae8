/// @file
/// Sections of the guide, by their anchors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace course {

/// A section of the guide (`###`), with those below it (`####`); of a part (`##`) only what stands
/// before its first section.
struct guide_section {
    std::string anchor;
    std::string title;
    std::string text;  ///< Markdown
};

/// All sections, in their order. An anchor is a line `<a id="zero"></a>` before a heading.
[[nodiscard]] std::vector<guide_section> sections(std::string_view guide);

/// The title of the section with the anchor `anchor`; empty if there is none.
[[nodiscard]] std::string heading(std::string_view guide, std::string_view anchor);

/// "Zero means goodbye (lab guide zero)"; `lab` is what a person types to start this command. Empty
/// without an anchor or a guide.
[[nodiscard]] std::string place_in_guide(std::string_view anchor, std::string_view guide,
                                         std::string_view lab);

}  // namespace course

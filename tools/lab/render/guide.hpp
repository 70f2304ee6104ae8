/// @file
/// The guide on a terminal.
#pragma once

#include "course/guide.hpp"
#include "lab/console/voice.hpp"

#include <string>
#include <vector>

namespace render {

/// The anchor and the title of each section, and how to read one.
[[nodiscard]] std::string contents(const std::vector<course::guide_section>& all,
                                   const console::voice& say);

/// A section as text: Markdown is made to be read as it is, so only its paragraphs are set anew for
/// the width of this terminal.
[[nodiscard]] std::string section(const course::guide_section& it, const console::voice& say);

}  // namespace render

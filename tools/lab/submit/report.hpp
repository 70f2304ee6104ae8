/// @file
/// Whether a report has been written, or is still the template that was handed out.
#pragma once

#include "lab/workspace/workspace.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace handin {

/// True if, beside headings and the lines of a template, less than a short sentence is left. Where
/// no template is known: if it still holds the places for the answers.
[[nodiscard]] bool report_is_empty(std::string_view report,
                                   const std::vector<std::string>& templates);

/// The templates of the report file `report`, as they were handed out. None in the course's own
/// tree, where the template itself is what the author writes in.
[[nodiscard]] std::vector<std::string> report_templates(const lab::workspace& where,
                                                        const std::string& report);

}  // namespace handin

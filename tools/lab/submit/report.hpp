/// @file
/// Finds out whether a report has been written or is still the template.
#pragma once

#include "lab/workspace/workspace.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace handin {

/// True if less than a short sentence is left besides headings and template lines. Without a known
/// template: true if the places for answers are still in it.
[[nodiscard]] bool report_is_empty(std::string_view report,
                                   const std::vector<std::string>& templates);

/// The templates of the report file `report`, as they were handed out. None in the course's own
/// tree, where the template itself is what the author writes in.
[[nodiscard]] std::vector<std::string> report_templates(const lab::workspace& where,
                                                        const std::string& report);

}  // namespace handin

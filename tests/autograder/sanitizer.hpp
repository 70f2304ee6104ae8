/// @file
/// Turns the report of AddressSanitizer or UndefinedBehaviorSanitizer into a sentence with file and
/// line.
#pragma once

#include "autograder/finding.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace suite {

struct sanitizer_report {
    sentence diagnosis;
    std::string line;  ///< the report's own first line, as evidence
};

/// Nothing if there is no report in `text`. `program` is named if the report has no line.
[[nodiscard]] std::optional<sanitizer_report> read_report(std::string_view text,
                                                          const std::string& program);

}  // namespace suite

/// @file
/// What can be found in a report without judging it: which sections are answered, which experiments
/// have their evidence.
#pragma once

#include "course/course.hpp"
#include "wire/result.hpp"

#include <string>
#include <vector>

namespace grading {

/// `templates`: the report as students get it, in each language. The one with which the report
/// shares most headings says which sections there should be.
[[nodiscard]] std::vector<wire::fact> report_facts(const std::string& report,
                                                   const std::vector<std::string>& templates,
                                                   const course::assignment& of,
                                                   const course::catalogue& words);

}  // namespace grading

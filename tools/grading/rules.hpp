/// @file
/// The course's rules, applied to a result: what an exercise is worth, and what lateness costs.
#pragma once

#include "grading/context.hpp"

namespace grading {

/// Applies what people and the course have decided since the submission was judged: marks, weights,
/// the owner in the roster, dates, what a report must hold. It judges nothing again. `report`:
/// REPORTE.md as it was handed in.
void decide(wire::result& to, const std::string& report, const context& with);

/// The submissions that are of nobody in the roster.
[[nodiscard]] std::vector<concern> unmatched(const std::vector<wire::result>& all,
                                             const context& with);

}  // namespace grading

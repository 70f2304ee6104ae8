/// @file
/// The students' bundle.
#pragma once

#include "course/course.hpp"
#include "lab/authoring/published.hpp"
#include "lab/workspace/workspace.hpp"
#include "support/file_entry.hpp"

#include <set>
#include <string>
#include <vector>

namespace authoring {

/// The names of the hidden checks. None may occur in the bundle, because the name shows where the
/// check is.
[[nodiscard]] std::set<std::string> hidden_checks(const course::course& course);

/// All files of the bundle: the published ones, the stubs in the language `in` (and a second copy
/// of each as it was given), and a README of its own.
[[nodiscard]] std::vector<support::file_entry>
bundle(const lab::workspace& where, const course::course& course, course::language in);

/// The solutions' and the stubs' texts, for the search for leaks.
[[nodiscard]] std::vector<std::string> all_solutions(const lab::workspace& where,
                                                     const course::course& course);
[[nodiscard]] std::vector<std::string> all_stubs(const lab::workspace& where,
                                                 const course::course& course);

}  // namespace authoring

/// @file
/// The students' bundle.
#pragma once

#include "course/course.hpp"
#include "lab/authoring/published.hpp"
#include "lab/workspace/workspace.hpp"
#include "support/file_entry.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace authoring {

/// The names of the hidden checks. None may occur in the bundle, because the name shows where the
/// check is.
[[nodiscard]] std::set<std::string> hidden_checks(const course::course& course);

/// All texts of the bundle: the published files, the stubs in the language `in` (and a second copy
/// of each as it was given), and a README of its own. The paths are those of the tree.
[[nodiscard]] std::vector<support::file_entry>
bundle(const lab::workspace& where, const course::course& course, course::language in);

/// The programs in the folder published/ beside `bin`, as bin/KIND/NAME.
[[nodiscard]] std::vector<support::file_entry> published_programs(const lab::workspace& where);

/// The files of the tree that `wanted` holds for, as they are.
[[nodiscard]] std::vector<support::file_entry> files_of(const std::filesystem::path& home,
                                                        bool (*wanted)(std::string_view));

/// Moves the entries to their places in the bundle, whose top folder is `name`.
void lay_out(std::vector<support::file_entry>& entries, const std::filesystem::path& name);

/// The solutions' and the stubs' texts, for the search for leaks.
[[nodiscard]] std::vector<std::string> all_solutions(const lab::workspace& where,
                                                     const course::course& course);
[[nodiscard]] std::vector<std::string> all_stubs(const lab::workspace& where,
                                                 const course::course& course);

}  // namespace authoring

/// @file
/// The commands, each in a file of its own.
#pragma once

#include "course/course.hpp"
#include "lab/cli/arguments.hpp"
#include "lab/workspace/problem.hpp"
#include "lab/workspace/session.hpp"

#include <string>
#include <vector>

namespace lab {

status run(const session& now, const cli::status_arguments& arguments);
status run(const session& now, const cli::check_arguments& arguments);
status run(const session& now, const cli::experiment_arguments& arguments);
status run(const session& now, const cli::lan_arguments& arguments);
status run(const session& now, const cli::guide_arguments& arguments);
status run(const session& now, const cli::replay_arguments& arguments);
status run(const session& now, const cli::watch_arguments& arguments);
status run(const session& now, const cli::hint_arguments& arguments);
status run(const session& now, const cli::reset_arguments& arguments);
status run(const session& now, const cli::run_arguments& arguments);
status run(const session& now, const cli::solution_arguments& arguments);
status run(const session& now, const cli::submit_arguments& arguments);
status run(const session& now, const cli::publish_arguments& arguments);
status run(const session& now, const cli::grade_arguments& arguments);
status run(const session& now, const cli::merge_arguments& arguments);
status run(const session& now, const cli::doctor_arguments& arguments);
status run(const session& now, const cli::test_arguments& arguments);
status run(const session& now, const cli::bench_arguments& arguments);
status run(const session& now, const cli::stubs_arguments& arguments);
status run(const session& now, const cli::verify_arguments& arguments);
status run(const session& now, const cli::new_arguments& arguments);

/// The course of this tree. Throws `problem` (own_failure) with the file and the line.
[[nodiscard]] course::course load_course(const workspace& where);

/// The programs of these names (all, if there is none): "tcp_server", "tcp_server.cpp"; all of an
/// exercise, "07_files", "7", a path into its folder; all of an assignment, "echo". Throws
/// `problem` with what was probably meant.
[[nodiscard]] std::vector<const course::exercise*> choose(const course::course& from,
                                                          const std::vector<std::string>& names);

/// The one program of that name. Throws `problem` if there is none or if the name means several.
[[nodiscard]] const course::exercise& choose_one(const course::course& from,
                                                 const std::string& name);

/// The assignment of that name. Throws `problem` with the names that there are.
[[nodiscard]] const course::assignment& choose_assignment(const course::course& from,
                                                          const std::string& name);

}  // namespace lab

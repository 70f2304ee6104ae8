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
status run(const session& now, const cli::replay_arguments& arguments);
status run(const session& now, const cli::watch_arguments& arguments);
status run(const session& now, const cli::hint_arguments& arguments);
status run(const session& now, const cli::reset_arguments& arguments);
status run(const session& now, const cli::run_arguments& arguments);
status run(const session& now, const cli::solution_arguments& arguments);
status run(const session& now, const cli::submit_arguments& arguments);
status run(const session& now, const cli::publish_arguments& arguments);
status run(const session& now, const cli::grade_arguments& arguments);
status run(const session& now, const cli::doctor_arguments& arguments);
status run(const session& now, const cli::test_arguments& arguments);
status run(const session& now, const cli::bench_arguments& arguments);
status run(const session& now, const cli::stubs_arguments& arguments);
status run(const session& now, const cli::verify_arguments& arguments);
status run(const session& now, const cli::new_arguments& arguments);

/// The course of this tree. Throws `problem` (broken_course) with the file and the line.
[[nodiscard]] course::course load_course(const workspace& where);

/// The exercises of these names (all, if there is none): "tcp_server", "01_tcp_server", "1", a path
/// into its folder. Throws `problem` with what was probably meant.
[[nodiscard]] std::vector<const course::exercise*> choose(const course::course& from,
                                                          const std::vector<std::string>& names);

}  // namespace lab

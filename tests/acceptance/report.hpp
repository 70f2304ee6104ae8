/// @file
/// Runs the suite on a program and reads its result channel.
#pragma once

#include "acceptance/places.hpp"
#include "course/course.hpp"
#include "support/process.hpp"

#include <map>
#include <string>
#include <vector>

namespace acceptance {

/// The suite's line about one check.
struct check_report {
    std::string id;
    std::string verdict;
    int points = 0;
    int max_points = 0;
    int todo = 0;
    std::string diagnosis;  ///< its id; empty if there is none
    course::parameters parameters;
    std::string text;
    std::string got;
    std::string because;             ///< the check that explains a skipped one
    std::vector<std::string> given;  ///< ids: it passed, given these
    int duration_ms = 0;

    /// See wire::check::not_tried.
    [[nodiscard]] bool not_tried() const { return verdict == "skipped" && because.empty(); }
};

/// One run of the suite.
struct report {
    std::vector<check_report> checks;  ///< in the order of the course
    bool finished = false;             ///< false: the suite died, or we ended it
    int exit_code = 0;
    std::string screen;  ///< its output for people
    int duration_ms = 0;
    int cpu_ms = 0;           ///< including the programs that it ran
    double own_cpu_ms = 0;    ///< the suite's alone, as it reports
    double waited_ms = 0;     ///< for the programs; the load of the machine does not count
    std::string transcripts;  ///< the timelines of all checks, line by line

    /// Adds the checks of another run: of the same program, built in another way.
    void add(const report& other);

    [[nodiscard]] int points() const;
    [[nodiscard]] int max_points() const;  ///< of the checks that could be tried
    [[nodiscard]] const check_report* first_failed() const;
};

/// The programs to judge, by the name of the exercise.
using binaries = std::map<std::string, fs::path>;

/// Judges them in one run of the suite, with `more` added to its command line.
[[nodiscard]] report report_on(const binaries& programs, const std::vector<std::string>& more = {});

/// Judges `binary` as `program`: only the checks in `only`, or all if it is empty.
[[nodiscard]] report report_on(const std::string& program, const fs::path& binary,
                               const std::vector<std::string>& only = {});

/// The command line of such a run. The results go to this process's descriptor `results`.
[[nodiscard]] support::command suite_command(const binaries& programs, int results);

/// The course that the suite uses.
[[nodiscard]] const course::course& the_course();

/// The ids of `program`'s checks in the order of the course, up to and including `last`; all of
/// them if there is no such check.
[[nodiscard]] std::vector<std::string> checks_until(const std::string& program,
                                                    const std::string& last);

}  // namespace acceptance

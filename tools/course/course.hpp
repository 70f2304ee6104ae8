/// @file
/// The course as data: its exercises, their TODOs, checks and points, as written in
/// `exercises/course.toml` and `exercises/NN_name/exercise.toml`.
#pragma once

#include "course/dialect.hpp"
#include "course/moment.hpp"
#include "course/words.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace course {

/// Help with one TODO in three steps, each more explicit than the one before.
struct hint {
    localized question;  ///< what to ask oneself
    localized idea;      ///< the concept, in a few sentences
    std::string guide;   ///< the anchor of its place in the guide
    std::string nearly;  ///< almost the code; "____" where the student has to think
};

/// One gap that a student fills.
struct todo {
    int number = 0;    ///< 1, 2, … in each exercise: where it stands
    std::string name;  ///< "accept": what checks and the suite call it, wherever it stands
    localized text;    ///< what to do, in one or two sentences
    std::string man;   ///< the pages to open: "accept(2), listen(2)"
    std::string code;  ///< what stands in the stub instead, so that it compiles without a warning
    std::optional<course::hint> hint = {};
};

/// What to type in another terminal while the program runs in this one.
struct other_terminal {
    int port_argument = 0;  ///< which of the program's arguments is the port: 1, 2, …; 0: none
    std::string default_port;
    std::vector<std::string> commands;  ///< {lab} and {port} are filled in
};

/// One observation of a student's program.
struct check {
    std::string id;  ///< "tcp_server/half-close"
    int points = 0;
    int todo = 0;                    ///< the gap it speaks of; 0: none in particular
    std::vector<std::string> after;  ///< ids whose failure explains this one's: it is skipped then
    bool hidden = false;
    localized title;         ///< "Half-close"
    localized does;          ///< what the check does, as a sentence in the past tense
    bool sanitized = false;  ///< needs the program built with -fsanitize=address,undefined
};

/// One program to write. An exercise.toml describes one or several: those of one folder stand next
/// to each other in a course.
struct exercise {
    std::string folder;   ///< "01_tcp_server"
    std::string program;  ///< "tcp_server"
    int points = 0;       ///< the sum of its checks' points
    localized title;      ///< of the folder's exercise
    std::vector<todo> todos;
    std::vector<check> checks;
    course::other_terminal other_terminal;
    bool many_clients = false;  ///< its server has dozens at a time: the sandbox gives it room
    std::vector<std::string> files = {};  ///< given beside the stub, as they are: "events.hpp"

    /// The name of its source. The stub and the solution that it comes from are in C++.
    [[nodiscard]] std::string source(dialect in = dialect::cpp) const {
        return program + std::string(traits(in).ending);
    }
    /// True if `file` (a name without folders) is a source of it, in any language.
    [[nodiscard]] bool is_source(std::string_view file) const;
    /// The number of the TODO of that name; 0 if there is none.
    [[nodiscard]] int todo_number(std::string_view name) const;
};

/// What an exercise is worth in its assignment, when that is not the sum of its checks' points.
struct weight {
    std::string folder;
    int points = 0;
};

/// One of the things that a person looks at in a report.
struct criterion {
    std::string id;  ///< "reasons": a column of rubric.csv
    int points = 0;
    localized title;
};

/// What is handed in and graded together: some exercises and a report.
struct assignment {
    std::string name;  ///< "echo": what `--assignment` calls it
    localized title;
    std::vector<std::string> folders;  ///< of its exercises
    int report_points = 0;
    std::string report = "REPORTE.md";  ///< in exercises/; handed in as REPORTE.md
    std::optional<moment> due = {};
    std::vector<weight> weights = {};  ///< of the exercises that have one, by folder
    int section_words = 0;             ///< that each section of the report has at least; 0: any
    std::vector<std::string> evidence = {};  ///< experiments whose evidence the report holds: "a"
    std::vector<criterion> rubric = {};      ///< the points of the report; empty: one number

    [[nodiscard]] bool holds(const exercise& it) const;
    [[nodiscard]] const weight* weight_of(const exercise& it) const;
    /// The report template in the language `in`: "REPORTE.es.md".
    [[nodiscard]] std::string report_template(language in) const;
};

/// What a late submission loses.
struct late_rule {
    int grace_minutes = 0;              ///< late by no more than this is in time
    int percent_per_day = 0;            ///< of the points that it has, for each day that has begun
    std::optional<int> most_days = {};  ///< later than that, it has no points
};

/// What a student is told about a hidden check that failed.
enum class hidden_failure {
    nothing,  ///< that it failed
    cause,    ///< the diagnosis too, without what was sent and received
    full      ///< as of any other check
};

[[nodiscard]] std::string_view name(hidden_failure which);  ///< "nothing", "cause", "full"
[[nodiscard]] std::optional<hidden_failure> hidden_failure_of(std::string_view name);

struct course {
    localized title;
    std::chrono::minutes time_zone{0};  ///< of the dates that have none of their own
    std::optional<language> only = {};  ///< its language, if it has just one
    late_rule late = {};
    hidden_failure hidden_failures = hidden_failure::nothing;
    bool solution_after_passing = false;  ///< whether `lab solution` may show one
    std::vector<assignment> assignments;  ///< at least one
    std::vector<exercise> exercises;      ///< in the order of their folders

    [[nodiscard]] const exercise* find(std::string_view program) const;
    [[nodiscard]] const assignment* find_assignment(std::string_view name) const;
    [[nodiscard]] int automatic_points() const;  ///< of all exercises
    /// The assignment that the exercise belongs to; null if it is none's.
    [[nodiscard]] const assignment* assignment_of(std::string_view program) const;
    [[nodiscard]] int folder_points(std::string_view folder) const;  ///< of all programs in it
    /// The programs of the exercise in that folder.
    [[nodiscard]] std::vector<const exercise*> in_folder(std::string_view folder) const;
};

/// The course as if `it` were its only assignment: without the exercises of others.
[[nodiscard]] course only(const course& from, const assignment& it);

/// Reads the course under `exercises`. Throws std::runtime_error that names the file and the line
/// (bad TOML, an unknown key), or the file and the rule (points that do not add up, a check after
/// one that is not there, a TODO that is missing).
[[nodiscard]] course load(const std::filesystem::path& exercises);

}  // namespace course

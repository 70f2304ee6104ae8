/// @file
/// What became of a submission: the one result model (`result.json`, schema sock-lab/result/1).
/// Everything else that is written or shown is made from it.
#pragma once

#include "course/course.hpp"
#include "wire/transcript.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wire {

enum class verdict {
    passed,
    failed,
    skipped,        ///< an earlier check explains why, or it could not be tried
    unstable,       ///< a timing check that passed on a rerun
    not_run,        ///< could not be judged: no program, or it did not build
    internal_error  ///< a failure of the suite: it costs no points
};

[[nodiscard]] std::string_view name(verdict which);  ///< "passed", "not-run", …
[[nodiscard]] std::optional<verdict> verdict_of(std::string_view name);

/// One line of a student's source.
struct source_line {
    int number = 0;
    std::string text;
    bool marked = false;  ///< what is said is about this line
};

/// The part of a student's source that a failure is about. The numbers jump where lines are left
/// out.
struct excerpt {
    std::string file;  ///< "tcp_server.cpp"
    sentence why;      ///< how these lines were found
    std::vector<source_line> lines;

    [[nodiscard]] bool empty() const { return lines.empty(); }
};

/// What was done and seen. An empty sentence, string or list: there is nothing to say.
struct evidence {
    int todo = 0;  ///< the gap that the check speaks of; 0: none
    std::string did;
    sentence expected;
    sentence got;
    std::vector<sentence> seen;
    std::vector<sentence> advice;  ///< of a check that passed: notes that cost nothing
    std::string guide;             ///< anchor in the guide
    std::string by_hand;           ///< a command with which to see it
    std::string because;           ///< the id of the check that explains a skipped one
    transcript timeline;           ///< shortened
    excerpt source;                ///< added where submissions are graded
};

/// What a person has decided (marks.toml), as it is shown. The date is as it was typed.
struct decision {
    std::string comment;
    std::string author;
    std::string date;

    [[nodiscard]] bool empty() const { return comment.empty() && author.empty() && date.empty(); }
};

/// Points of a check that a person has set.
struct correction {
    int automatic = 0;  ///< the points that the suite gave
    decision by;
};

struct check {
    std::string id;  ///< "tcp_server/half-close"
    std::string title;
    wire::verdict verdict = wire::verdict::internal_error;
    int points = 0;
    int max_points = 0;
    bool hidden = false;
    /// It passed, given this: how the program deviates, which costs the points of another check.
    std::vector<sentence> given = {};
    sentence diagnosis;  ///< why it failed, or could not be judged; empty: it passed
    wire::evidence evidence;
    double duration_ms = 0;
    std::optional<correction> corrected = {};  ///< `points` are a person's

    /// True for passed and unstable.
    [[nodiscard]] bool good() const;
    /// True if something other than the program kept the suite from judging it: a tool that is
    /// missing, or one that reported nothing. `diagnosis` is the reason. Such a check keeps its
    /// maximum, so that totals are the same for everybody, and has no points until a person sets
    /// them.
    [[nodiscard]] bool not_tried() const;
    /// True if it was not tried, gives points, and no person has set them.
    [[nodiscard]] bool open() const;
};

/// The check `from` of the course, with nothing judged yet.
[[nodiscard]] check blank(const course::check& from, course::language language);

enum class program_status { built, missing, build_failed, internal_error };

[[nodiscard]] std::string_view name(program_status which);  ///< "built", "build-failed", …
[[nodiscard]] std::optional<program_status> program_status_of(std::string_view name);

/// A weight of an exercise: `points` is what it is worth instead of `of`, the sum of its checks.
struct scale {
    int points = 1;
    int of = 1;
};

struct program {
    std::string name;
    program_status status = program_status::internal_error;
    sentence message;  ///< what the compiler said, or why it is missing
    std::vector<check> checks;
    std::string language = {};  ///< of its source: "C++", "C", "Python"; empty: unknown
    excerpt source = {};        ///< where the compiler found the first error
    std::optional<wire::scale> scale = {};

    /// Of its checks: whole points, which its weight has not scaled. The maximum is the course's,
    /// whatever the verdicts are.
    [[nodiscard]] int score() const;
    [[nodiscard]] int max_score() const;
    [[nodiscard]] double scaled(int points) const;  ///< by its weight
    [[nodiscard]] bool has_internal_error() const;
};

/// Of the numbers in a result: far above any course, far below where sums of them could overflow.
constexpr int largest_number = 1'000'000;

/// A submission that came after its date.
struct late {
    std::string handed_in;  ///< as the roster has it
    std::string due;
    int days = 0;     ///< that have begun
    int percent = 0;  ///< of its points that it loses
};

enum class report_status { present, missing, empty };

[[nodiscard]] std::string_view name(report_status which);
[[nodiscard]] std::optional<report_status> report_status_of(std::string_view name);

/// What was found in a report: a section that is answered, evidence that is missing.
struct fact {
    bool good = false;
    sentence what;
};

/// REPORTE.md: marked by a person.
struct report {
    report_status status = report_status::missing;
    std::optional<double> score;  ///< nothing until a person has marked it
    int max_score = 0;
    std::string sha256 =
        {};            ///< of what a mark belongs to: REPORTE.md, or a report in another form
    decision by = {};  ///< whose mark it is, and the comment
    /// The mark of marks.toml that `score` is; another score was typed into result.json.
    std::optional<double> marked = {};
    std::vector<fact> facts = {};  ///< for who marks it: they give no points
};

struct submission {
    std::string name;  ///< as shown, and the name of its folder under OUT
    std::string file;  ///< what was handed in, as it was called
    std::string sha256;
    std::string student = {};  ///< the id of its owner in the roster; empty: nobody's
};

struct result {
    wire::submission submission;
    std::string seed;
    std::string engine;  ///< fingerprint of everything that can change a verdict
    std::vector<std::string> isolation;
    std::vector<program> programs;
    wire::report report;
    std::vector<sentence> notes;           ///< what was repaired or refused
    std::vector<sentence> attention = {};  ///< why a person has to look before it is final
    std::optional<wire::late> late = {};   ///< nothing: in time, or without a date
    /// What its student is told about hidden checks that failed.
    course::hidden_failure hidden_failures = course::hidden_failure::nothing;

    /// Of all programs, scaled by their weights.
    [[nodiscard]] double automatic_score() const;
    [[nodiscard]] double automatic_max() const;
    /// Automatic points, and the report's once a person has marked it, less what lateness costs.
    [[nodiscard]] double score() const;
    /// Of the whole course, the report included.
    [[nodiscard]] double max_score() const;
    [[nodiscard]] double
    kept_when_late() const;  ///< the part of the points that lateness leaves: 1
    /// True while something that gives points waits for a person (a report, what needs attention, a
    /// check that could not be tried), or is a check that we failed to judge.
    [[nodiscard]] bool provisional() const;
    [[nodiscard]] bool has_open_check() const;
    [[nodiscard]] bool has_internal_error() const;
};

inline constexpr std::string_view result_schema = "sock-lab/result/1";

[[nodiscard]] nlohmann::ordered_json to_json(const sentence& from);
[[nodiscard]] nlohmann::ordered_json to_json(const transcript& from);
[[nodiscard]] nlohmann::ordered_json to_json(const check& from);
[[nodiscard]] nlohmann::ordered_json to_json(const program& from);
[[nodiscard]] nlohmann::ordered_json to_json(const result& from);

/// 90, not 90.0: points are whole numbers unless half a point was given or a weight scales them.
[[nodiscard]] nlohmann::ordered_json number(double points);

/// Reads a result back. Throws std::runtime_error that names the field: a missing or mistyped one,
/// an unknown verdict, another schema, sums that do not add up.
[[nodiscard]] result result_from_json(const nlohmann::ordered_json& from);
[[nodiscard]] check check_from_json(const nlohmann::ordered_json& from);
[[nodiscard]] transcript transcript_from_json(const nlohmann::ordered_json& from);
/// A plain string is a text without an id: results of earlier versions hold such.
[[nodiscard]] sentence sentence_from_json(const nlohmann::ordered_json& from);

/// JSON text, indented if `indent` >= 0. Bytes that are no UTF-8 come out as U+FFFD: a program may
/// print anything, and one odd byte must not cost a whole result.
[[nodiscard]] std::string dump(const nlohmann::ordered_json& from, int indent = -1);

}  // namespace wire

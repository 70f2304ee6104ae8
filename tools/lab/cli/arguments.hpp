/// @file
/// The command line as values.
#pragma once

#include "course/words.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cli {

struct status_arguments {};

struct check_arguments {
    std::vector<std::string> exercises;  ///< empty: all of them
    std::string seed;                    ///< decimal; empty: the suite chooses
    bool all = false;                    ///< every failure in full, not only the first
};

struct replay_arguments {
    std::string check;
    std::string seed;  ///< decimal; empty: the suite chooses
};

struct watch_arguments {
    std::string exercise;  ///< empty: the next one, and whichever is saved
};

struct hint_arguments {
    std::string exercise;
    int todo = 0;   ///< 0: the next one
    int level = 0;  ///< one that was shown before; 0: the next one
};

struct reset_arguments {
    std::string exercise;
    bool undo = false;
};

struct run_arguments {
    std::string program;
    std::vector<std::string> arguments;  ///< the program's own
};

struct solution_arguments {
    std::string exercise;
};

struct submit_arguments {
    std::string name;
    bool no_check = false;   ///< only the zip
    std::string assignment;  ///< empty: the last one that has been started
};

struct experiment_arguments {
    std::string which;       ///< "a", "b", "c"
    std::string with;        ///< a folder with programs; empty: one's own
    bool reference = false;  ///< the course's solutions
};

struct lan_arguments {};

struct guide_arguments {
    std::string section;  ///< an anchor; empty: the whole guide
};

struct publish_arguments {
    std::string out = "sock-lab.zip";
    bool gradescope = false;  ///< the autograder for it, not the students' bundle
};

/// A part of a class: `of` parts, numbered from 0.
struct shard {
    unsigned index = 0;
    unsigned of = 1;
};

/// The tables of a whole class, and what is made of them.
struct class_tables {
    std::string roster;   ///< takes the place of OUT/roster.csv; empty: that one
    std::string rubric;   ///< a filled rubric.csv; empty: only that of OUT
    std::string exports;  ///< "gradescope,junit"; empty: none
    std::string moodle;   ///< its worksheet, to be filled in; empty: none
    std::string canvas;   ///< likewise its gradebook
};

struct grade_arguments {
    std::vector<std::string> submissions;  ///< empty: the sample class
    std::string out = "results";
    unsigned jobs = 0;  ///< 0: one per core
    bool again = false;
    bool unsafe_no_sandbox = false;
    bool separate_users = false;
    std::string assignment;  ///< empty: each submission's own, found by its files
    class_tables tables;
    std::string open;                 ///< a graded submission to try out; empty: none
    std::optional<cli::shard> shard;  ///< only this part of the class
    bool regrade = false;             ///< `lab regrade`: shows which grades moved
};

struct merge_arguments {
    std::vector<std::string> shards;  ///< their folders; at least one
    std::string out = "results";
    class_tables tables;
};

struct verify_arguments {
    std::vector<std::string> exercises;  ///< empty: all of them
    bool again = false;                  ///< also what was proved before
};

struct new_arguments {
    std::string name;
};

struct doctor_arguments {};

struct test_arguments {
    bool quick = false;
};

struct bench_arguments {};

struct stubs_arguments {
    bool write = false;  ///< else: only compare
};

using command =
    std::variant<status_arguments, check_arguments, watch_arguments, hint_arguments,
                 reset_arguments, run_arguments, solution_arguments, replay_arguments,
                 experiment_arguments, lan_arguments, guide_arguments, submit_arguments,
                 publish_arguments, grade_arguments, merge_arguments, doctor_arguments,
                 test_arguments, bench_arguments, stubs_arguments, verify_arguments, new_arguments>;

struct request {
    std::optional<course::language> language;  ///< nothing: the locale's
    bool json = false;
    bool plain = false;
    std::string answer;  ///< help or the version; not empty: print this and stop
    cli::command command = status_arguments{};
};

}  // namespace cli

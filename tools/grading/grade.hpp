/// @file
/// Grades a class: takes values, reports results through callbacks, writes files under OUT.
#pragma once

#include "course/words.hpp"
#include "judge/tools.hpp"
#include "wire/result.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grading {

/// Something that a person has to look at.
struct concern {
    std::string name;  ///< of the submission, or the place in marks.toml
    wire::sentence why;
};

/// A part of a class: of `of` parts, number `index`, which counts from 0.
struct shard {
    unsigned index = 0;
    unsigned of = 1;
};

/// "3/64", as `--shard` takes it.
[[nodiscard]] std::string name(const shard& which);

struct options {
    judge::tools tools;              ///< as installed; `box` is needed unless unsafe
    std::filesystem::path unpacker;  ///< the program sock-unpack
    std::filesystem::path words;     ///< of grading, as tools/grading/words in the tree;
                                     ///< beside it, those of unpack and judge
    std::filesystem::path guide;     ///< the folder with its pages, which are copied to OUT; the
                                     ///< pages of results link there. Empty: no copy
    std::vector<std::filesystem::path> submissions;  ///< as given; at least one
    std::filesystem::path out = "results";
    course::language language = course::language::en;
    unsigned jobs = 0;   ///< heavy steps at a time; 0: one per core
    bool again = false;  ///< also grade what is graded already
    bool unsafe_no_sandbox = false;
    bool separate_users = false;   ///< each box is a user of this machine: weaker, and needs root
    std::filesystem::path roster;  ///< takes the place of OUT/roster.csv; empty: that one, if any
    std::filesystem::path rubric;  ///< a filled OUT/rubric.csv that lies elsewhere; empty: none
    std::string exports;           ///< "gradescope,junit": what OUT/exports gets; empty: nothing
    std::filesystem::path moodle;  ///< its worksheet, to be filled in; empty: none
    std::filesystem::path canvas;  ///< likewise its gradebook
    std::string assignment;  ///< its name; empty: each submission's own, by the programs in it
    std::optional<grading::shard>
        shard;                   ///< only this part of the class, into a folder for merge()
    bool graded_before = false;  ///< OUT must hold results, which the new ones are compared with
};

/// Before the first submission.
struct beginning {
    std::size_t submissions = 0;
    unsigned jobs = 1;
    std::vector<std::string> isolation;  ///< "user namespace", …; empty when unsafe
    std::filesystem::path new_secret;    ///< of the seeds (seeds.hpp); empty: it was there
    std::string user;  ///< the ordinary user that grading goes on as; empty: not started as root
    std::optional<grading::shard> shard;
};

/// What is different from the earlier result.
enum class change {
    fresh,    ///< there was none
    changed,  ///< other bytes were handed in
    again,    ///< the same bytes, judged again
    kept      ///< not judged again
};

[[nodiscard]] std::string_view name(change which);  ///< "new", "changed", …

/// The points of a check, before and now.
struct check_move {
    std::string id;
    int before = 0;
    int after = 0;
};

/// A grade that is not what it was in OUT before this run.
struct move {
    std::string name;
    double before = 0, before_of = 0;
    double after = 0, after_of = 0;
    std::vector<check_move> checks;  ///< that differ; none: the course counts them in another way
};

/// One submission, recorded.
struct graded {
    wire::result result;
    double seconds = 0;  ///< from unpacking to recording, waiting for a core included
    double build_seconds = 0, build_cpu_seconds = 0, check_seconds = 0;  ///< of all its programs
    grading::change change = change::fresh;
    std::string summary;  ///< a short summary: "tcp_client: 3 checks", "does not compile: …:14"
    std::filesystem::path folder;  ///< OUT/<submission>, as the user would type it
    std::size_t number = 0, of = 0;
    std::optional<move> moved;  ///< its grade differs from that of an earlier result
};

/// After the last one.
struct ending {
    std::vector<graded> all;         ///< in the order of the submissions
    std::size_t others = 0;          ///< in the grade book, too, from earlier runs
    std::vector<concern> attention;  ///< what a person has to look at, in the whole grade book
    std::filesystem::path grades_csv, class_html, marks_toml;
    std::filesystem::path exports;  ///< the folder; empty: no export was asked for
    std::size_t reports_to_mark = 0;
    std::size_t internal_errors = 0;      ///< submissions to grade again: the grader failed
    std::vector<move> moved;              ///< in the whole grade book
    std::optional<grading::shard> shard;  ///< a part: OUT holds no pages of the class
    std::size_t merged = 0;               ///< submissions of the shards
    std::vector<unsigned> missing;        ///< of merged shards; no export was written
    double seconds = 0;
    bool interrupted = false;  ///< `all` then holds only the finished ones
};

/// Called from one thread at a time. Any of them may be empty.
struct progress {
    std::function<void(const beginning&)> began;
    std::function<void(const std::string& name)> started;  ///< a submission is being judged
    std::function<void(const graded&)> finished;           ///< in the order in which they finish
    std::function<void(const ending&)> ended;
    /// The reason why grading stopped (2 or 3 is returned), ready to print after "lab: ".
    std::function<void(const std::string&)> failed;
};

/// Grades. Returns lab's exit status: 0 done (low marks are no error), 2 wrong use, 3 a failure of
/// the grader or an interrupt; of a shard, 4: broken input, which no second run can judge. If
/// started as root, the process remains an ordinary user afterwards, so the caller must not need
/// root any more.
int grade(const options& what, const progress& notify);

/// Brings the results of shards, which are the `submissions` of `what`, into OUT, as one run over
/// the whole class would have written them. Returns 0, 2 or 3 as grade() does (3: shards are
/// missing, too), or 4: two results for one submission, or input that is broken.
int merge(const options& what, const progress& notify);

}  // namespace grading

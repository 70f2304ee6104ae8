/// @file
/// A class goes in, grades come out: values in, results through callbacks, files under OUT.
#pragma once

#include "course/words.hpp"
#include "judge/tools.hpp"
#include "wire/result.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace grading {

struct options {
    judge::tools tools;                  ///< as installed; `box` is needed unless unsafe
    std::filesystem::path unpacker;      ///< the program sock-unpack
    std::filesystem::path words;         ///< tools/grading/words
    std::filesystem::path unpack_words;  ///< tools/unpack/words; empty: found from `words`
    std::filesystem::path judge_words;   ///< tools/judge/words
    std::vector<std::filesystem::path> submissions;  ///< as given; at least one
    std::filesystem::path out = "results";
    course::language language = course::language::en;
    unsigned jobs = 0;   ///< heavy steps at a time; 0: one per core
    bool again = false;  ///< grade also what is graded already
    bool unsafe_no_sandbox = false;
    std::string assignment;  ///< its name; empty: each submission's own, by the programs in it
    std::string seed;        ///< empty: each submission's own, from its sha256
};

/// Before the first submission.
struct beginning {
    std::size_t submissions = 0;
    unsigned jobs = 1;
    std::vector<std::string> isolation;  ///< "user namespace", …; empty when unsafe
    std::string user;  ///< the ordinary user it went on as; empty: not started as root
};

/// One submission, recorded.
struct graded {
    wire::result result;
    double seconds = 0;  ///< from unpacking to recording, waiting for a core included
    double build_seconds = 0, build_cpu_seconds = 0, check_seconds = 0;  ///< of all its programs
    bool kept = false;   ///< from an earlier run, not judged again
    std::string remark;  ///< in words, short: "tcp_client: 3 checks", "does not compile: …:14"
    std::filesystem::path folder;  ///< OUT/<submission>, as the user would type it
    std::size_t number = 0, of = 0;
};

/// After the last one.
struct ending {
    std::vector<graded> all;  ///< in the order of the submissions
    std::filesystem::path grades_csv, class_html;
    std::size_t reports_to_mark = 0;
    std::size_t internal_errors = 0;  ///< submissions that must be graded again: our fault
    double seconds = 0;
    bool interrupted = false;  ///< `all` then holds only what is done
};

/// Called from one thread at a time, never at once; any of them may be empty.
struct progress {
    std::function<void(const beginning&)> began;
    std::function<void(const std::string& name)> started;  ///< a submission is being judged
    std::function<void(const graded&)> finished;           ///< in the order in which they finish
    std::function<void(const ending&)> ended;
    /// One message in words, ready to print after "lab: ": why it stopped (2 or 3 is returned).
    std::function<void(const std::string&)> failed;
    /// One line worth a warning, grading goes on.
    std::function<void(const std::string&)> warned;
};

/// Grades. Returns lab's exit status: 0 done (low marks are no error), 2 an error of use,
/// 3 our own failure or interrupted. Started as root it stays an ordinary user afterwards, so the
/// caller should have nothing left to do that needs root.
int grade(const options& what, const progress& tell);

}  // namespace grading

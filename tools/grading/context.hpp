/// @file
/// What all submissions of a class have in common.
#pragma once

#include "course/course.hpp"
#include "grading/grade.hpp"
#include "unpack/unpack.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace grading {

/// What a submission of one assignment is judged by.
struct graded_assignment {
    course::course course;        ///< this assignment alone
    std::string report_template;  ///< in all languages
};

/// Filled in step by step before the first submission is opened; the same for all of them.
struct context {
    options asked;
    course::catalogue words, judge_words, unpack_words, suite_words;
    course::course course;
    std::vector<graded_assignment> assignments;  ///< of which a submission may be: at least one
    judge::tools tools;              ///< absolute paths, in the staging folder where there is one
    unpack::programs unpack;         ///< likewise
    std::filesystem::path splitter;  ///< the program sock-bulk
    std::filesystem::path work;      ///< a folder for temporary files
    std::vector<std::string> isolation;
    std::string engine;  ///< of the toolchain (toolchain_fingerprint.hpp)
};

}  // namespace grading

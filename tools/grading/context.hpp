/// @file
/// The data that all submissions of a class share.
#pragma once

#include "course/course.hpp"
#include "grading/grade.hpp"
#include "unpack/unpack.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace grading {

/// Filled in step by step before the first submission is opened.
struct context {
    options asked;
    course::catalogue words;  ///< of grading, judge, unpack, the suite and the exercises
    course::course course;
    std::string report_template;
    judge::tools tools;              ///< absolute paths; in the staging folder if there is one
    unpack::programs unpack;         ///< likewise
    std::filesystem::path splitter;  ///< the program sock-bulk
    std::filesystem::path work;      ///< a folder for temporary files
    std::vector<std::string> isolation;
    std::string toolchain;  ///< its fingerprint (toolchain_fingerprint.hpp)
};

}  // namespace grading

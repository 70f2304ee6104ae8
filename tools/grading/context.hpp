/// @file
/// The data that all submissions of a class share.
#pragma once

#include "course/course.hpp"
#include "grading/csv.hpp"
#include "grading/grade.hpp"
#include "grading/guide_copy.hpp"
#include "grading/marks.hpp"
#include "grading/roster.hpp"
#include "grading/rubric.hpp"
#include "grading/seeds.hpp"
#include "unpack/unpack.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace grading {

/// What a submission of one assignment is judged by.
struct graded_assignment {
    course::course course;                      ///< this assignment alone
    std::vector<std::string> report_templates;  ///< one in each language
};

/// Filled in step by step before the first submission is opened; the same for all of them.
struct context {
    options asked;
    course::catalogue words;  ///< of grading, judge, unpack, the suite and the exercises
    course::course course;
    guide_copy guide;
    std::vector<graded_assignment> assignments;  ///< those that are graded: at least one
    judge::tools tools;                ///< absolute paths, in the staging folder where there is one
    unpack::programs unpack;           ///< likewise
    std::filesystem::path splitter;    ///< the program sock-bulk
    std::filesystem::path work;        ///< a folder for temporary files
    grading::seeds seeds;              ///< of the suite, from the secret in OUT
    mark_book marks;                   ///< what people have decided
    grading::roster roster;            ///< empty without a file
    std::vector<rubric_row> rubric;    ///< as people have filled it in
    std::vector<std::string> exports;  ///< the names of the exports that are asked for
    std::map<std::string, std::string> stubs;  ///< by program, if an export needs them
    std::optional<csv_table> moodle;           ///< its worksheet
    std::optional<csv_table> canvas;           ///< its gradebook
    std::vector<std::string> isolation;
    std::string toolchain;  ///< its fingerprint (toolchain_fingerprint.hpp)
};

/// What is read from the tree. Throws `problem` for a wrong name in `asked`.
[[nodiscard]] context read_context(const options& asked);

}  // namespace grading

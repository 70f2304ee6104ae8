/// @file
/// What people read, made from results: a student's feedback, the class at a glance, the grades.
#pragma once

#include "course/course.hpp"
#include "wire/result.hpp"

#include <string>
#include <vector>

namespace grading {

/// feedback.html of one submission.
[[nodiscard]] std::string feedback_page(const wire::result& of, const course::catalogue& words);

/// class.html: every submission, in a table for each assignment, and which checks the class finds
/// hard.
[[nodiscard]] std::string class_page(const std::vector<wire::result>& all,
                                     const course::course& course, const course::catalogue& words);

/// grades.csv. A submission that we failed to judge has no score there: no number is better than a
/// wrong one that somebody uploads.
[[nodiscard]] std::string grades_table(const std::vector<wire::result>& all,
                                       const course::catalogue& words);

/// In a few words, what stands out: "tcp_client: 3 checks", "does not compile: tcp_server.cpp:14".
[[nodiscard]] std::string summary(const wire::result& of, const course::catalogue& words);

/// "tcp_server.cpp:14" from the first line of a failed build's message, or empty.
[[nodiscard]] std::string place_of_error(const std::string& message);

}  // namespace grading

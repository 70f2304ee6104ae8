/// @file
/// Pages and tables made from results: a student's feedback, the overview of the class, the grades.
#pragma once

#include "course/course.hpp"
#include "grading/roster.hpp"
#include "wire/result.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace grading {

/// What OUT holds beside the folders of the submissions.
constexpr std::string_view grades_file = "grades.csv";
constexpr std::string_view class_file = "class.html";
constexpr std::string_view marks_file = "marks.toml";
constexpr std::string_view roster_file = "roster.csv";
constexpr std::string_view rubric_file = "rubric.csv";
constexpr std::string_view secret_file = "seed.secret";
constexpr std::string_view exports_folder = "exports";
constexpr std::array<std::string_view, 2> guide_files = {"guide.en.html", "guide.es.html"};

/// Where the pages link to. Without a page, a section is only named.
struct guide_links {
    std::string page = {};  ///< the guide in the pages' language, beside class.html
    std::map<std::string, std::string, std::less<>> titles = {};  ///< of its sections, by anchor
};

/// A student of the roster who has not handed in an assignment.
struct absent {
    std::string assignment;
    student who;
};

/// feedback.html of one submission.
[[nodiscard]] std::string feedback_page(const wire::result& of, const course::catalogue& words,
                                        const guide_links& guide = {});

/// class.html: for each assignment the distribution of points, every submission, what is missing,
/// which checks failed for whom, the diagnoses, the most frequent first, and who is missing.
[[nodiscard]] std::string class_page(const std::vector<wire::result>& all,
                                     const course::course& course, const course::catalogue& words,
                                     const guide_links& guide = {},
                                     const std::vector<absent>& missing = {});

/// grades.csv. A submission that could not be judged has no score there.
[[nodiscard]] std::string grades_table(const std::vector<wire::result>& all,
                                       const course::catalogue& words, const roster& students = {});

/// False if it could not be judged: a wrong number could be uploaded as a grade.
[[nodiscard]] bool has_score(const wire::result& of);

/// "final", "provisional", "attention" or "grade-again".
[[nodiscard]] std::string grade_state(const wire::result& of);

/// A short summary of what failed: "tcp_client: 3 checks", "does not compile: tcp_server.cpp:14".
[[nodiscard]] std::string summary(const wire::result& of, const course::catalogue& words);

/// "tcp_server.cpp:14" from the first line of a failed build's message, or empty.
[[nodiscard]] std::string place_of_error(const std::string& message);

}  // namespace grading

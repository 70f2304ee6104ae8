/// @file
/// The grade book in the forms of learning platforms and of CI: the files in OUT/exports.
#pragma once

#include "course/course.hpp"
#include "grading/csv.hpp"
#include "grading/grade.hpp"
#include "grading/questions.hpp"
#include "grading/roster.hpp"
#include "support/file_entry.hpp"
#include "wire/result.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grading {

/// What all exports are made from.
struct export_source {
    std::vector<wire::result> results;  ///< as students may see them (told.hpp)
    const course::course& course;
    const course::catalogue& words;
    const roster& students;
    const csv_table* moodle = nullptr;  ///< the worksheet that it has exported; null: none
    const csv_table* canvas = nullptr;  ///< likewise its gradebook
    /// The sources that were judged, as OUT holds them; empty: not to be had.
    std::function<std::vector<judged_source>(const wire::result&)> sources = {};
    std::map<std::string, std::string> stubs = {};  ///< by program
};

struct exported {
    std::vector<support::file_entry> files;  ///< their paths are below OUT/exports
    std::vector<concern> attention;          ///< what was left out, and why
};

/// "gradescope", "junit", …: what `lab grade --export` takes.
[[nodiscard]] std::vector<std::string> export_names();

/// The names in "gradescope,junit". Throws `problem` for one that there is not.
[[nodiscard]] std::vector<std::string> read_export_names(const std::string& text,
                                                         const course::catalogue& words);

/// The export of one of these names.
[[nodiscard]] exported export_as(const std::string& name, const export_source& from);

/// Throws `problem` if the environment does not say whose result it is.
void require_classroom50(const course::catalogue& words);

[[nodiscard]] exported export_autolab(const export_source& from);
[[nodiscard]] exported export_canvas(const export_source& from);
[[nodiscard]] exported export_classroom50(const export_source& from);
[[nodiscard]] exported export_github(const export_source& from);
[[nodiscard]] exported export_gradescope(const export_source& from);
[[nodiscard]] exported export_junit(const export_source& from);
[[nodiscard]] exported export_markdown(const export_source& from);
[[nodiscard]] exported export_moodle(const export_source& from);
[[nodiscard]] exported export_prairielearn(const export_source& from);
[[nodiscard]] exported export_similarity(const export_source& from);

/// What was not exported, by reason: one concern for each, with all names.
class left_out {
  public:
    /// `reason` is a sentence of the catalogue with the parameter `names`.
    void add(const std::string& reason, const std::string& name);

    /// `where` is the file that they are missing in.
    [[nodiscard]] std::vector<concern> concerns(const std::string& where,
                                                const course::catalogue& words) const;

  private:
    std::map<std::string, std::string> names_;  ///< by reason
};

/// A file FOLDER/SUBMISSION.ENDING for each submission that has a score; the others are told.
[[nodiscard]] exported one_file_each(const export_source& from, const std::string& folder,
                                     const std::string& ending,
                                     const std::function<std::string(const wire::result&)>& text);

/// What a check did, expected and saw, why it failed, and how to see it by hand.
[[nodiscard]] std::string explanation(const wire::check& it, const course::catalogue& words);

/// What is said of a submission as a whole: its points, what is provisional, late or does not
/// compile, notes, the comment on the report.
[[nodiscard]] std::string overall(const wire::result& of, const course::catalogue& words);

/// "tcp_server/echo: Echoes what it gets"; of a hidden check, its title.
[[nodiscard]] std::string check_name(const wire::check& it);

}  // namespace grading

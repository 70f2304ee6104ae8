/// @file
/// The stored results of a submission: OUT/<submission>/.
#pragma once

#include "course/course.hpp"
#include "grading/exports.hpp"
#include "grading/held_folder.hpp"
#include "grading/questions.hpp"
#include "judge/build.hpp"
#include "wire/result.hpp"
#include "wire/transcript.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace grading {

/// Throws the `problem` that a file of OUT cannot be written.
[[noreturn]] void unwritable(const std::system_error& reason, const course::catalogue& words);

/// Turns a file error into a problem in words.
template <class Write>
auto in_words(const course::catalogue& words, const Write& write) {
    try {
        return write();
    } catch (const std::system_error& reason) {
        unwritable(reason, words);
    }
}

/// The result of an earlier run under a name.
struct earlier {
    std::optional<wire::result> result;  ///< if it exists and can be read
    std::string unreadable;  ///< why it cannot be read: a person may have mistyped a mark in it
};
[[nodiscard]] earlier recorded(const folder& out, const std::string& name);

/// The folders in OUT, sorted: each may hold a result.
[[nodiscard]] std::vector<std::string> recorded_names(const folder& out);

/// All results in OUT that can be read, by name, without their checks: a class may be large.
[[nodiscard]] std::vector<wire::result> all_recorded(const folder& out);

/// The name of a result.json that could not be read, and was written again.
constexpr const char* unreadable_result = "result.unreadable.json";

/// Keeps a copy of an unreadable result.json for a person to inspect; returns its path.
[[nodiscard]] std::filesystem::path put_aside(const folder& out, const std::string& name,
                                              const course::catalogue& words);

/// True if `earlier` is still valid: the same bytes, the same toolchain fingerprint, the same seed
/// as now, and no internal error.
[[nodiscard]] bool still_good(const wire::result& earlier, const wire::result& now);

/// The folder of the sources that were judged, laid out as in exercises/.
constexpr std::string_view sources_folder = "sources";

/// Writes the sources of the programs under the names with which they were built, in place of those
/// of an earlier submission.
void record_sources(const folder& out, const std::string& name, const course::course& course,
                    const std::vector<judge::sources>& programs, const course::catalogue& words);

/// Writes questions.md from the sources that record_sources wrote.
void record_questions(const folder& out, const wire::result& about, const course::course& course,
                      const course::catalogue& words);

/// The sources that record_sources wrote.
[[nodiscard]] std::vector<judged_source>
recorded_sources(const folder& out, const wire::result& about, const course::course& course);

/// REPORTE.md of an earlier run; empty if there is none.
[[nodiscard]] std::string recorded_report(const folder& out, const std::string& name);

/// Writes result.json, feedback.html and REPORTE.md (`report_text`, where there is one),
/// and transcripts/: PROGRAM.txt with all steps of each check, and steps.json. result.json comes
/// last: where it is, the rest is, too. Throws `problem` in words, such as on a full disk.
void record(const folder& out, const wire::result& what, const std::string& report_text,
            const wire::transcripts& transcripts, const course::catalogue& words,
            const guide_links& guide = {});

/// Writes result.json, feedback.html and the transcripts of an earlier run again where a person has
/// decided something since, or the language is another one. Does nothing if the first two
/// are right.
void record_again(const folder& out, const wire::result& what, const course::catalogue& words,
                  const guide_links& guide = {});

/// Writes one file of OUT itself, unless it has these bytes already.
void record_file(const folder& out, const std::string& name, const std::string& text,
                 const course::catalogue& words, mode_t mode = 0644);

/// The same for a file in a folder of OUT: `path` is "exports/gradescope/ada.json".
void record_below(const folder& out, const std::string& path, const std::string& text,
                  const course::catalogue& words);

/// Removes a file or a folder of OUT, if it is there.
void remove_below(const folder& out, const std::string& name, const course::catalogue& words);

/// Adds to the end of one file of OUT itself.
void append_file(const folder& out, const std::string& name, const std::string& text,
                 const course::catalogue& words);

}  // namespace grading

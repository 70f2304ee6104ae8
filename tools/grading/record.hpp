/// @file
/// The stored results of a submission: OUT/<submission>/.
#pragma once

#include "course/words.hpp"
#include "grading/held_folder.hpp"
#include "wire/result.hpp"
#include "wire/transcript.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace grading {

/// The result of an earlier run under a name.
struct earlier {
    std::optional<wire::result> result;  ///< if it exists and can be read
    std::string unreadable;  ///< why it cannot be read: a person may have mistyped a mark in it
};
[[nodiscard]] earlier recorded(const folder& out, const std::string& name);

/// Keeps a copy of an unreadable result.json for a person to inspect; returns its path.
[[nodiscard]] std::filesystem::path put_aside(const folder& out, const std::string& name,
                                              const course::catalogue& words);

/// True if `earlier` is still valid: the same bytes, the same toolchain fingerprint, the same seed
/// as now, and no internal error.
[[nodiscard]] bool still_good(const wire::result& earlier, const wire::result& now);

/// Writes result.json, feedback.html, REPORTE.md (`report_text`, unless it is empty) and
/// transcripts/PROGRAM.txt with the steps of each check. result.json is written last: if it exists,
/// so do the others. Throws `problem` in words, such as on a full disk.
void record(const folder& out, const wire::result& what, const std::string& report_text,
            const wire::transcripts& transcripts, const course::catalogue& words);

/// Rewrites result.json and feedback.html of an earlier run if a person has added a mark to
/// result.json or the language has changed. Does nothing if both files are up to date.
void record_again(const folder& out, const wire::result& what, const course::catalogue& words);

/// Writes one file of OUT itself.
void record_file(const folder& out, const std::string& name, const std::string& text,
                 const course::catalogue& words);

}  // namespace grading

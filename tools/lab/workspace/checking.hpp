/// @file
/// Builds and checks the programs of this tree: the part that check and watch share.
#pragma once

#include "course/course.hpp"
#include "judge/program.hpp"
#include "lab/workspace/session.hpp"

#include <string>
#include <vector>

namespace lab {

/// The build and check of one exercise.
struct trial {
    const course::exercise* exercise = nullptr;
    fs::path source;
    judge::judged outcome;
    std::string text;  ///< of the source that was judged
};

/// Throws `problem` (source-gone) with the command that restores it.
void require_source(const workspace& where, const course::exercise& exercise);

/// The tools for building and checking. Throws `problem`: no-suite, no-compiler.
[[nodiscard]] judge::tools tools_for(const session& now);

/// Builds and checks one exercise in the folder `scratch`, which is made. A failure of lab itself
/// is in the outcome.
void judge_trial(trial& it, const fs::path& scratch, const judge::tools& tools,
                 const course::catalogue& words, const judge::suite_options& options);

/// Stores the verdicts and the sources that they belong to. False if the tree cannot be written to,
/// which is not fatal: the verdicts are still printed.
bool keep(const workspace& where, const std::vector<trial>& trials);

/// The guide in the session's language; empty if there is none here.
[[nodiscard]] fs::path guide_of(const session& now);

}  // namespace lab

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

/// The student's sources of a program, for a build. A second source of that program is named among
/// them, and the build fails because of it.
[[nodiscard]] judge::sources read_own(const course::exercise& exercise, const fs::path& source);

/// Builds and checks one exercise in the folder `scratch`, which is made. A failure of lab itself
/// is in the outcome.
void judge_trial(trial& it, const fs::path& scratch, const judge::tools& tools,
                 const course::catalogue& words, const judge::suite_options& options);

/// Builds and checks all of them, as many at a time as there are cores, and shows how far it is.
/// `seed` is that of the suite; empty: it chooses. Throws `problem` as `tools_for` does.
void judge_all(const session& now, std::vector<trial>& all, const std::string& seed = {});

/// Remembers the verdicts, and keeps the sources that they were made with. False if the tree cannot
/// be written to; not fatal: the verdicts are still shown.
bool keep(const workspace& where, const std::vector<trial>& trials);

/// The guide in the session's language; empty if there is none here.
[[nodiscard]] fs::path guide_of(const session& now);

}  // namespace lab

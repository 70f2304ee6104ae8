/// @file
/// Earlier versions of what a student writes: nothing is put in its place before it is kept.
#pragma once

#include "course/course.hpp"
#include "lab/workspace/workspace.hpp"

#include <string_view>

namespace lab {

/// What became of a source. Empty paths: there was no such file.
struct replaced {
    bool changed = false;  ///< false: it was as wanted already
    fs::path kept;         ///< where the version is now that stood there before
    fs::path from;         ///< the earlier version that was brought back
};

/// Keeps `text` as the last version that was checked, in .lab/last, for the case that the file gets
/// lost. A stub that nobody has touched is not kept. Throws `problem` (unwritable).
void keep_version(const workspace& where, const course::exercise& exercise, std::string_view text);

/// The last version that was checked, if the student's file is gone; else an empty path.
[[nodiscard]] fs::path last_version(const workspace& where, const course::exercise& exercise);

/// Puts the stub in the place of the student's source, which moves to .lab/backup. Throws
/// `problem`: no-stub, unwritable.
[[nodiscard]] replaced put_stub_back(const workspace& where, const course::exercise& exercise);

/// Brings the newest version in .lab/backup back (else the last one that was checked); what stands
/// there now is kept in turn, unless it is the stub. Throws `problem`: nothing-to-undo, unwritable.
[[nodiscard]] replaced undo(const workspace& where, const course::exercise& exercise);

}  // namespace lab

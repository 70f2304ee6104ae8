/// @file
/// Backups of a student's files: a file is kept before another one replaces it.
#pragma once

#include "course/course.hpp"
#include "lab/workspace/workspace.hpp"

#include <string_view>

namespace lab {

/// The result of replacing a source. An empty path: there was no such file.
struct replaced {
    bool changed = false;  ///< false: the file already had the wanted content
    fs::path kept;         ///< where the previous version is now
    fs::path from;         ///< the earlier version that was restored
};

/// Keeps `text` as the last version that was checked, in .lab/last, in case the file gets lost. An
/// unchanged stub is not kept. Throws `problem` (unwritable).
void keep_version(const workspace& where, const course::exercise& exercise, std::string_view text);

/// The last version that was checked, if the student's file is gone; else an empty path.
[[nodiscard]] fs::path last_version(const workspace& where, const course::exercise& exercise);

/// Replaces the student's source by the stub; the source moves to .lab/backup. Throws `problem`:
/// no-stub, unwritable.
[[nodiscard]] replaced put_stub_back(const workspace& where, const course::exercise& exercise);

/// Restores the newest version in .lab/backup (else the last one that was checked). The current
/// file is kept in turn, unless it is the stub. Throws `problem`: nothing-to-undo, unwritable.
[[nodiscard]] replaced undo(const workspace& where, const course::exercise& exercise);

}  // namespace lab

/// @file
/// A student's progress: from the course, the sources and the last checks, as values.
#pragma once

#include "course/course.hpp"
#include "lab/workspace/last_checks.hpp"
#include "lab/workspace/workspace.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lab {

enum class todo_state { open, done, failing };

enum class exercise_state {
    missing,      ///< there is no source
    not_started,  ///< it is the stub
    not_checked,  ///< never checked
    does_not_build,
    checked,
    changed  ///< since it was checked
};

[[nodiscard]] std::string_view name(exercise_state which);  ///< "not-started", …
[[nodiscard]] std::string_view name(todo_state which);

struct exercise_progress {
    const course::exercise* exercise = nullptr;
    exercise_state state = exercise_state::not_checked;
    std::vector<todo_state> todos;
    std::size_t passed = 0;
    std::size_t total = 0;
    int score = 0;

    [[nodiscard]] bool complete() const {
        return state == exercise_state::checked && total > 0 && passed == total;
    }
};

/// The first thing to do.
struct next_step {
    const course::exercise* exercise = nullptr;
    int todo = 0;  ///< 0: none in particular
};

/// `source` has no value if there is no file. A source that equals one of `stubs` counts as not
/// started.
[[nodiscard]] exercise_progress progress_of(const course::exercise& exercise,
                                            const std::optional<std::string>& source,
                                            const std::vector<std::string>& stubs,
                                            const remembered* last);

[[nodiscard]] std::optional<next_step> next(const std::vector<exercise_progress>& all);

/// The path of the stub.
[[nodiscard]] fs::path stub_of(const workspace& where, const course::exercise& exercise);

/// The paths of a student's sources of one program: more than one is a mistake, which the build
/// reports.
[[nodiscard]] std::vector<fs::path> sources_of(const workspace& where,
                                               const course::exercise& exercise);

/// The path of a student's source, in whatever language; that of the stub, if there is none.
[[nodiscard]] fs::path source_of(const workspace& where, const course::exercise& exercise);

/// The stub that a student gets, made from the solution: its TODOs and its comments in the language
/// `in`. Throws course::marker_error.
[[nodiscard]] std::string made_stub(const workspace& where, const course::exercise& exercise,
                                    course::language in);

/// The original stub in each available language: made from the solution, or read from the copies in
/// a student's bundle.
[[nodiscard]] std::vector<std::string> pristine_stubs(const workspace& where,
                                                      const course::exercise& exercise);

[[nodiscard]] std::vector<exercise_progress> read_progress(const workspace& where,
                                                           const course::course& course);

}  // namespace lab

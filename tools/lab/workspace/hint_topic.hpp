/// @file
/// What a hint is about: the check that failed last, or a TODO.
#pragma once

#include "course/course.hpp"
#include "lab/workspace/progress.hpp"
#include "lab/workspace/workspace.hpp"

#include <optional>
#include <string>

namespace lab {

struct hint_topic {
    const course::exercise* exercise = nullptr;
    int todo = 0;
    std::string check =
        {};  ///< "tcp_server/echo", if the hint is about that check; empty: about the TODO
    std::optional<course::hint> what = {};  ///< nothing: there is no hint for it
};

/// The hint about a TODO. `nearly` is in the style of the student's source: the calls of the
/// system, if it does not include sock.hpp.
[[nodiscard]] hint_topic topic_of_todo(const workspace& where, const course::exercise& exercise,
                                       int todo);

/// The hint about the first check of this TODO that failed last, if exercises/hints.toml has one
/// for it: such a check asks for more than the TODO's own text says. Else that about the TODO.
[[nodiscard]] hint_topic topic_of_failure(const workspace& where, const exercise_progress& progress,
                                          int todo);

}  // namespace lab

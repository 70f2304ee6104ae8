#include "lab/commands/commands.hpp"
#include "lab/render/status.hpp"
#include "lab/watch/watcher.hpp"
#include "lab/workspace/checking.hpp"
#include "lab/workspace/progress.hpp"

#include <iostream>

namespace lab {
namespace {

std::size_t index_of(const course::course& course, const course::exercise& exercise) {
    return static_cast<std::size_t>(&exercise - course.exercises.data());
}

// The one that was asked for, else the next one to do, else the first.
std::size_t first_exercise(const session& now, const course::course& course,
                           const std::string& asked) {
    if (!asked.empty()) return index_of(course, choose_one(course, asked));
    const auto step = next(read_progress(now.where, course));
    return step ? index_of(course, *step->exercise) : 0;
}

}  // namespace

status run(const session& now, const cli::watch_arguments& arguments) {
    const auto course = load_course(now.where);
    const auto first = first_exercise(now, course, arguments.exercise);
    watch::watcher(now, course, tools_for(now), first, !arguments.exercise.empty()).run();
    if (now.json) return status::well;
    // The page is gone from the terminal; where one stands stays on it.
    std::cout << render::status(course, read_progress(now.where, course), now.say);
    return status::well;
}

}  // namespace lab

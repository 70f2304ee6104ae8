#include "course/todo_regions.hpp"
#include "lab/commands/commands.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/progress.hpp"
#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace lab {
namespace {

// Only who has found one of their own may compare it.
void require_passed(const session& now, const course::course& course,
                    const course::exercise& exercise) {
    const auto all = read_progress(now.where, course);
    const auto mine = std::find_if(all.begin(), all.end(), [&](const exercise_progress& it) {
        return it.exercise == &exercise;
    });
    if (mine->complete()) return;
    throw problem(status::wrong_use, "solution-not-yet",
                  {{"program", exercise.program},
                   {"n", std::to_string(mine->passed)},
                   {"of", std::to_string(mine->total)}});
}

}  // namespace

status run(const session& now, const cli::solution_arguments& arguments) {
    const auto course = load_course(now.where);
    const auto& exercise = choose_one(course, arguments.exercise);
    if (!course.solution_after_passing) throw problem(status::wrong_use, "solution-not-shown");
    if (!now.where.has_solutions()) throw problem(status::wrong_use, "solution-not-here");
    require_passed(now, course, exercise);
    const auto file = now.where.solutions() / exercise.folder / exercise.source();
    const auto text = course::without_markers(read_file(file));
    if (now.json) {
        const nlohmann::ordered_json result = {
            {"schema", "sock-lab/solution/1"}, {"program", exercise.program}, {"text", text}};
        std::cout << wire::dump(result, 2) << "\n";
    } else {
        std::cout << text;
    }
    return status::well;
}

}  // namespace lab

#include "lab/workspace/hints_shown.hpp"

#include "lab/workspace/files.hpp"
#include "lab/workspace/notes.hpp"
#include "lab/workspace/problem.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lab {
namespace {

using nlohmann::ordered_json;

/// For each program the level that each TODO has reached, and the TODO of its last hint.
notes hints_of(const workspace& where) {
    return {where.memory() / "hints.json", "sock-lab/hints/1", "programs"};
}

int number(const ordered_json& from, const std::string& key) {
    const auto found = from.find(key);
    return found != from.end() && found->is_number_integer() ? found->get<int>() : 0;
}

ordered_json of_program(const ordered_json& programs, const std::string& program) {
    const auto found = programs.find(program);
    return found != programs.end() && found->is_object() ? *found : ordered_json::object();
}

int first_in_state(const exercise_progress& progress, todo_state state) {
    const auto found = std::find(progress.todos.begin(), progress.todos.end(), state);
    return found == progress.todos.end() ? 0 : static_cast<int>(found - progress.todos.begin()) + 1;
}

}  // namespace

int todo_to_hint_at(const workspace& where, const exercise_progress& progress) {
    if (progress.complete()) return 0;
    if (const int failing = first_in_state(progress, todo_state::failing)) return failing;
    if (progress.state == exercise_state::does_not_build) {
        const int last =
            number(of_program(read_notes(hints_of(where)), progress.exercise->program), "last");
        if (last >= 1 && last <= static_cast<int>(progress.todos.size())) return last;
    }
    return std::max(1, first_in_state(progress, todo_state::open));
}

shown_hint next_hint(const workspace& where, const course::exercise& exercise, int todo) {
    const folder_lock alone(where.memory());
    auto all = read_notes(hints_of(where));
    auto mine = of_program(all, exercise.program);
    const auto key = std::to_string(todo);
    const int level = std::clamp(number(mine, key) + 1, 1, hint_levels);
    mine[key] = level;
    mine["last"] = todo;
    all[exercise.program] = mine;
    try {
        write_notes(hints_of(where), all);
    } catch (const problem&) {
        // Not fatal: the same hint is then shown again.
    }
    return {&exercise, todo, level};
}

shown_hint earlier_hint(const workspace& where, const course::exercise& exercise, int todo,
                        int level) {
    const auto mine = of_program(read_notes(hints_of(where)), exercise.program);
    if (level <= number(mine, std::to_string(todo))) return {&exercise, todo, level};
    throw problem(status::wrong_use, "hint-not-yet",
                  {{"program", exercise.program},
                   {"n", std::to_string(todo)},
                   {"level", std::to_string(level)}});
}

}  // namespace lab

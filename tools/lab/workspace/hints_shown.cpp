#include "lab/workspace/hints_shown.hpp"

#include "lab/workspace/files.hpp"
#include "lab/workspace/notes.hpp"
#include "lab/workspace/problem.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace lab {
namespace {

using nlohmann::ordered_json;

/// For each program the level that each TODO and check has reached, and the TODO of its last hint.
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

std::string key_of(const hint_topic& it) {
    return it.check.empty() ? std::to_string(it.todo) : it.check;
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

shown_hint next_hint(const workspace& where, hint_topic about) {
    const folder_lock alone(where.memory());
    auto all = read_notes(hints_of(where));
    auto mine = of_program(all, about.exercise->program);
    const auto key = key_of(about);
    const int level = std::clamp(number(mine, key) + 1, 1, hint_levels);
    mine[key] = level;
    mine["last"] = about.todo;
    all[about.exercise->program] = mine;
    try {
        write_notes(hints_of(where), all);
    } catch (const problem&) {
        // Not fatal: the same hint is then shown again.
    }
    return {std::move(about), level};
}

shown_hint earlier_hint(const workspace& where, hint_topic about, int level) {
    const auto mine = of_program(read_notes(hints_of(where)), about.exercise->program);
    if (level <= number(mine, key_of(about))) return {std::move(about), level};
    const auto which =
        about.check.empty() ? " --todo " + std::to_string(about.todo) : std::string();
    throw problem(
        status::wrong_use, "hint-not-yet",
        {{"program", about.exercise->program}, {"which", which}, {"level", std::to_string(level)}});
}

}  // namespace lab

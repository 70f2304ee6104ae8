#include "lab/workspace/progress.hpp"

#include "course/comments.hpp"
#include "course/todo_regions.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/resolved.hpp"
#include "support/files.hpp"

#include <algorithm>

namespace lab {
namespace {

todo_state state_of_todo(int todo, const course::exercise& exercise, const wire::program& program) {
    bool all_good = true;
    bool any = false;
    for (const auto& check : program.checks) {
        const auto known = std::find_if(exercise.checks.begin(), exercise.checks.end(),
                                        [&](const course::check& it) { return it.id == check.id; });
        if (known == exercise.checks.end() || known->todo != todo) continue;
        if (check.verdict == wire::verdict::failed) return todo_state::failing;
        any = true;
        all_good = all_good && resolved(check);
    }
    return any && all_good ? todo_state::done : todo_state::open;
}

exercise_state state_of(const std::optional<std::string>& source,
                        const std::vector<std::string>& stubs, const remembered* last) {
    if (!source) return exercise_state::missing;
    if (std::find(stubs.begin(), stubs.end(), *source) != stubs.end())
        return exercise_state::not_started;
    if (last == nullptr) return exercise_state::not_checked;
    if (last->source != support::fingerprint(*source)) return exercise_state::changed;
    return last->program.status == wire::program_status::built ? exercise_state::checked
                                                               : exercise_state::does_not_build;
}

}  // namespace

std::string_view name(exercise_state which) {
    switch (which) {
    case exercise_state::missing:
        return "missing";
    case exercise_state::not_started:
        return "not-started";
    case exercise_state::not_checked:
        return "not-checked";
    case exercise_state::does_not_build:
        return "does-not-build";
    case exercise_state::checked:
        return "checked";
    case exercise_state::changed:
        return "changed";
    }
    return "";
}

std::string_view name(todo_state which) {
    switch (which) {
    case todo_state::open:
        return "open";
    case todo_state::done:
        return "done";
    case todo_state::failing:
        return "failing";
    }
    return "";
}

exercise_progress progress_of(const course::exercise& exercise,
                              const std::optional<std::string>& source,
                              const std::vector<std::string>& stubs, const remembered* last) {
    exercise_progress result;
    result.exercise = &exercise;
    result.state = state_of(source, stubs, last);
    result.total = exercise.checks.size();
    const bool known =
        result.state == exercise_state::checked || result.state == exercise_state::changed;
    for (const auto& todo : exercise.todos) {
        result.todos.push_back(known ? state_of_todo(todo.number, exercise, last->program)
                                     : todo_state::open);
    }
    if (!known) return result;
    const auto& checks = last->program.checks;
    result.passed = static_cast<std::size_t>(std::count_if(
        checks.begin(), checks.end(), [](const wire::check& it) { return resolved(it); }));
    result.score = last->program.score();
    return result;
}

std::optional<next_step> next(const std::vector<exercise_progress>& all) {
    const auto current = std::find_if(all.begin(), all.end(),
                                      [](const exercise_progress& it) { return !it.complete(); });
    if (current == all.end()) return std::nullopt;
    const bool no_todo = current->state == exercise_state::missing ||
                         current->state == exercise_state::does_not_build;
    if (no_todo) return next_step{current->exercise, 0};
    auto todo = std::find(current->todos.begin(), current->todos.end(), todo_state::failing);
    if (todo == current->todos.end())
        todo = std::find(current->todos.begin(), current->todos.end(), todo_state::open);
    const bool found = todo != current->todos.end();
    return next_step{current->exercise,
                     found ? static_cast<int>(todo - current->todos.begin()) + 1 : 0};
}

fs::path stub_of(const workspace& where, const course::exercise& exercise) {
    return where.exercises() / exercise.folder / exercise.source();
}

std::vector<fs::path> sources_of(const workspace& where, const course::exercise& exercise) {
    std::vector<fs::path> result;
    for (const auto& it : course::dialects) {
        const auto file = where.exercises() / exercise.folder / exercise.source(it.which);
        if (fs::exists(file)) result.push_back(file);
    }
    return result;
}

fs::path source_of(const workspace& where, const course::exercise& exercise) {
    const auto all = sources_of(where, exercise);
    return all.empty() ? stub_of(where, exercise) : all.front();
}

std::string made_stub(const workspace& where, const course::exercise& exercise,
                      course::language in) {
    const auto solution = where.solutions() / exercise.folder / exercise.source();
    auto result = course::stub(read_file(solution), exercise, in);
    if (in == course::language::en) return result;
    return course::translated(result,
                              course::read_comments(where.exercises() / "comments.es.toml"));
}

std::vector<std::string> pristine_stubs(const workspace& where, const course::exercise& exercise) {
    const auto solution = where.solutions() / exercise.folder / exercise.source();
    if (fs::is_regular_file(solution))
        return {made_stub(where, exercise, course::language::en),
                made_stub(where, exercise, course::language::es)};
    // By the exercise's name, because a person may have renamed its folder.
    std::error_code none;
    for (const auto& folder : fs::directory_iterator(where.tools_home / "stubs", none)) {
        const auto copy = folder.path() / exercise.source();
        if (fs::is_regular_file(copy)) return {read_file(copy)};
    }
    return {};
}

std::vector<exercise_progress> read_progress(const workspace& where, const course::course& course) {
    const auto last = recall(where);
    std::vector<exercise_progress> result;
    for (const auto& exercise : course.exercises) {
        const auto file = source_of(where, exercise);
        std::optional<std::string> source;
        if (fs::is_regular_file(file)) source = read_file(file);
        const auto known = last.find(exercise.program);
        result.push_back(progress_of(exercise, source, pristine_stubs(where, exercise),
                                     known == last.end() ? nullptr : &known->second));
    }
    return result;
}

}  // namespace lab

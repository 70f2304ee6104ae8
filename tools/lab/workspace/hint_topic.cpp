#include "lab/workspace/hint_topic.hpp"

#include "course/more_hints.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/last_checks.hpp"
#include "lab/workspace/problem.hpp"
#include "support/lines.hpp"

#include <algorithm>

namespace lab {
namespace {

course::more_hints hints_in(const workspace& where) {
    try {
        return course::read_hints(where.exercises() / "hints.toml");
    } catch (const std::exception& error) {
        throw problem(status::own_failure, "broken-course", {{"reason", error.what()}});
    }
}

bool uses_system_calls(const workspace& where, const course::exercise& exercise) {
    const auto file = source_of(where, exercise);
    if (!fs::is_regular_file(file) || file.extension() == ".py") return false;
    const auto source = read_file(file);
    const auto lines = support::lines(source);
    return std::none_of(lines.begin(), lines.end(), [](std::string_view line) {
        return support::trimmed(line).substr(0, 1) == "#" &&
               line.find("sock.hpp") != std::string_view::npos;
    });
}

// "tcp_server/echo"; empty if no check of the TODO failed last.
std::string failed_check(const workspace& where, const course::exercise& exercise, int todo) {
    const auto last = recall(where);
    const auto found = last.find(exercise.program);
    if (found == last.end()) return {};
    for (const auto& it : found->second.program.checks) {
        const bool about = std::any_of(
            exercise.checks.begin(), exercise.checks.end(),
            [&](const course::check& known) { return known.id == it.id && known.todo == todo; });
        if (about && it.verdict == wire::verdict::failed) return it.id;
    }
    return {};
}

}  // namespace

hint_topic topic_of_todo(const workspace& where, const course::exercise& exercise, int todo) {
    const auto& described = exercise.todos.at(static_cast<std::size_t>(todo) - 1);
    hint_topic result{&exercise, todo, {}, described.hint};
    if (!result.what || !uses_system_calls(where, exercise)) return result;
    for (const auto& it : hints_in(where).of_todos) {
        if (it.program != exercise.program || it.todo != described.name) continue;
        result.what->nearly = it.nearly;
        if (it.idea) result.what->idea = *it.idea;
    }
    return result;
}

hint_topic topic_of_failure(const workspace& where, const exercise_progress& progress, int todo) {
    const auto& exercise = *progress.exercise;
    const auto state = progress.todos.at(static_cast<std::size_t>(todo) - 1);
    if (state != todo_state::failing) return topic_of_todo(where, exercise, todo);
    const auto failed = failed_check(where, exercise, todo);
    for (const auto& it : hints_in(where).of_checks) {
        if (!it.is_about(failed)) continue;
        hint_topic result{&exercise, todo, failed, it.what};
        if (uses_system_calls(where, exercise)) result.what->nearly = it.posix;
        return result;
    }
    return topic_of_todo(where, exercise, todo);
}

}  // namespace lab

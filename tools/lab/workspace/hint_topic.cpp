#include "lab/workspace/hint_topic.hpp"

#include "course/table_reader.hpp"
#include "course/toml.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/last_checks.hpp"
#include "lab/workspace/problem.hpp"
#include "lab/workspace/progress.hpp"

#include <algorithm>
#include <vector>

namespace lab {
namespace {

struct hint_of_check {
    std::vector<std::string> checks;
    course::hint what;
    std::string posix;
};

/// Almost the code of a TODO with the calls of the system.
struct posix_code {
    std::string program;
    std::string todo;
    std::string nearly;
};

struct more_hints {
    std::vector<hint_of_check> of_checks;
    std::vector<posix_code> of_todos;
};

more_hints read_hints(const fs::path& file) {
    more_hints result;
    const auto table = course::read_toml(file);
    course::table_reader from(table, file.string());
    for (auto& it : from.tables("hint")) {
        result.of_checks.push_back(
            {it.list("checks"),
             {it.both("question"), it.both("idea"), it.text("guide"), it.text("nearly")},
             it.text("posix")});
        it.done();
    }
    for (auto& it : from.tables("posix")) {
        result.of_todos.push_back({it.text("program"), it.text("todo"), it.text("nearly")});
        it.done();
    }
    from.done();
    return result;
}

// An instructor may leave the file out.
more_hints hints_in(const workspace& where) {
    const auto file = where.exercises() / "hints.toml";
    if (!fs::is_regular_file(file)) return {};
    try {
        return read_hints(file);
    } catch (const std::exception& error) {
        throw problem(status::own_failure, "broken-course", {{"reason", error.what()}});
    }
}

bool uses_system_calls(const workspace& where, const course::exercise& exercise) {
    const auto file = source_of(where, exercise);
    if (!fs::is_regular_file(file) || file.extension() == ".py") return false;
    return read_file(file).find("sock.hpp") == std::string::npos;
}

// "restart" of "tcp_server/restart"; empty if no check of the TODO failed last.
std::string failed_check(const workspace& where, const course::exercise& exercise, int todo) {
    const auto last = recall(where);
    const auto found = last.find(exercise.program);
    if (found == last.end()) return {};
    for (const auto& it : found->second.program.checks) {
        const bool about = std::any_of(
            exercise.checks.begin(), exercise.checks.end(),
            [&](const course::check& known) { return known.id == it.id && known.todo == todo; });
        if (about && it.verdict == wire::verdict::failed) return it.id.substr(it.id.find('/') + 1);
    }
    return {};
}

}  // namespace

hint_topic topic_of_todo(const workspace& where, const course::exercise& exercise, int todo) {
    const auto& described = exercise.todos.at(static_cast<std::size_t>(todo) - 1);
    hint_topic result{&exercise, todo, {}, described.hint};
    if (!result.what || !uses_system_calls(where, exercise)) return result;
    for (const auto& it : hints_in(where).of_todos)
        if (it.program == exercise.program && it.todo == described.name)
            result.what->nearly = it.nearly;
    return result;
}

hint_topic topic_of_failure(const workspace& where, const course::exercise& exercise, int todo) {
    const auto failed = failed_check(where, exercise, todo);
    if (failed.empty()) return topic_of_todo(where, exercise, todo);
    for (const auto& it : hints_in(where).of_checks) {
        if (std::find(it.checks.begin(), it.checks.end(), failed) == it.checks.end()) continue;
        hint_topic result{&exercise, todo, failed, it.what};
        if (uses_system_calls(where, exercise)) result.what->nearly = it.posix;
        return result;
    }
    return topic_of_todo(where, exercise, todo);
}

}  // namespace lab

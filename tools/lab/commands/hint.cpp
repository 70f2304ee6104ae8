#include "lab/render/hint.hpp"

#include "lab/commands/commands.hpp"
#include "lab/workspace/checking.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/hints_shown.hpp"

#include <nlohmann/json.hpp>

#include <iostream>
#include <utility>

namespace lab {
namespace {

// The TODO that was asked for, else the one that comes next; 0: none is left.
int choose_todo(const session& now, const exercise_progress& progress, int asked) {
    const auto& exercise = *progress.exercise;
    const auto most = static_cast<int>(exercise.todos.size());
    if (asked > most) {
        throw problem(status::wrong_use, "no-such-todo",
                      {{"program", exercise.program},
                       {"n", std::to_string(asked)},
                       {"most", std::to_string(most)}});
    }
    return asked > 0 ? asked : todo_to_hint_at(now.where, progress);
}

status nothing_left(const session& now, const course::exercise& exercise) {
    if (now.json) {
        const nlohmann::ordered_json result = {
            {"schema", "sock-lab/hint/1"}, {"program", exercise.program}, {"todo", nullptr}};
        std::cout << wire::dump(result, 2) << "\n";
    } else {
        std::cout << now.say.paragraph(0, "hint.nothing-left", {{"program", exercise.program}});
    }
    return status::well;
}

void print_json(const session& now, const shown_hint& it) {
    const auto& hint = it.about.what;
    nlohmann::ordered_json result = {{"schema", "sock-lab/hint/1"},
                                     {"program", it.about.exercise->program},
                                     {"todo", it.about.todo},
                                     {"level", it.level},
                                     {"of", hint_levels},
                                     {"text", render::hint_text(it, now.say.speaks())},
                                     {"guide", hint && it.level > 1 ? hint->guide : std::string()}};
    if (!it.about.check.empty()) result["check"] = it.about.check;
    std::cout << wire::dump(result, 2) << "\n";
}

void print_text(const session& now, const shown_hint& it) {
    trial about;
    about.exercise = it.about.exercise;
    about.source = source_of(now.where, *it.about.exercise);
    std::cout << render::hint(it, render::context_of(now, about), now.say) << "\n";
    const auto id = it.level < hint_levels ? "hint.more" : "hint.last";
    std::cout << now.say.paragraph(0, id, {{"program", it.about.exercise->program}});
}

}  // namespace

status run(const session& now, const cli::hint_arguments& arguments) {
    const auto course = load_course(now.where);
    const auto& exercise = choose_one(course, arguments.exercise);
    const auto all = read_progress(now.where, course);
    for (const auto& it : all) {
        if (it.exercise != &exercise) continue;
        const int todo = choose_todo(now, it, arguments.todo);
        if (todo == 0) return nothing_left(now, exercise);
        auto about = arguments.todo > 0 ? topic_of_todo(now.where, exercise, todo)
                                        : topic_of_failure(now.where, it, todo);
        const auto hint = arguments.level > 0
                              ? earlier_hint(now.where, std::move(about), arguments.level)
                              : next_hint(now.where, std::move(about));
        now.json ? print_json(now, hint) : print_text(now, hint);
    }
    return status::well;
}

}  // namespace lab

#include "lab/render/status.hpp"

#include "course/todo_regions.hpp"
#include "lab/render/check.hpp"
#include "support/text_width.hpp"

#include <algorithm>

namespace render {
namespace {

using console::role;
using console::voice;
using lab::exercise_progress;
using lab::exercise_state;
using lab::todo_state;

std::string mark_of(todo_state state, const voice& say) {
    switch (state) {
    case todo_state::done:
        return say.paint(role::good, say.symbol("✓"));
    case todo_state::failing:
        return say.paint(role::bad, say.symbol("✗"));
    case todo_state::open:
        break;
    }
    return say.symbol("·");
}

// If both do not fit into one line, the checks get a line of their own.
std::string row(const exercise_progress& it, bool current, std::size_t most_todos,
                const voice& say) {
    std::string mark = " ";
    if (it.complete()) mark = say.paint(role::good, say.symbol("✓"));
    if (current) mark = say.symbol("▸");
    const auto number = it.exercise->folder.substr(0, 2);
    const auto first =
        "  " + mark + " " + number + " " + support::pad_right(it.exercise->program, 13);
    constexpr int margin = 2 + 1 + 1 + 2 + 1 + 13;
    const int todos = 5 + static_cast<int>(most_todos) * 5;
    const auto checks = checks_of(it, say);
    if (margin + todos + 2 + support::width(checks) <= say.how().columns) {
        const std::string gap((most_todos - it.todos.size()) * 5, ' ');
        return first + todos_of(it, say) + gap + "  " + checks + "\n";
    }
    const auto below = support::pad_right("", 7);
    return first + checks + "\n" + below + todos_of(it, say) + "\n";
}

// The heading of an assignment: shown if there are several, or if it has a due date.
std::string heading(const course::assignment& it, const voice& say) {
    const auto title =
        say.text("status.assignment", {{"name", it.name}, {"title", it.title.in(say.speaks())}});
    if (!it.due) return "  " + title + "\n";
    return say.spread("  " + title, say.text("status.due", {{"date", it.due->text}})) + "\n";
}

const course::assignment* assignment_of(const course::course& course, const exercise_progress& it) {
    for (const auto& assignment : course.assignments)
        if (assignment.holds(*it.exercise)) return &assignment;
    return nullptr;
}

}  // namespace

std::string todos_of(const exercise_progress& it, const voice& say) {
    std::string result = "TODO ";
    for (std::size_t i = 0; i < it.todos.size(); ++i)
        result += std::to_string(i + 1) + " " + mark_of(it.todos[i], say) + "  ";
    return result;
}

std::string checks_of(const exercise_progress& it, const voice& say) {
    if (it.state == exercise_state::checked || it.state == exercise_state::changed) {
        const auto text = say.text(
            "status.checks", {{"n", std::to_string(it.passed)}, {"of", std::to_string(it.total)}});
        return it.state == exercise_state::checked ? text : text + say.text("status.before-change");
    }
    return say.text("status." + std::string(lab::name(it.state)));
}

std::string status(const course::course& course, const std::vector<exercise_progress>& all,
                   const voice& say) {
    const auto complete = std::count_if(all.begin(), all.end(),
                                        [](const exercise_progress& it) { return it.complete(); });
    const auto step = lab::next(all);
    std::size_t most_todos = 0;
    for (const auto& it : all)
        most_todos = std::max(most_todos, it.todos.size());
    const auto title = say.text("status.title", {{"course", course.title.in(say.speaks())}});
    const auto done = say.text(
        "status.exercises", {{"n", std::to_string(complete)}, {"of", std::to_string(all.size())}});
    auto result = say.paint(role::heading, say.spread("  " + title, done)) + "\n\n";
    const auto rows_of = [&](const course::assignment* assignment) {
        std::string rows;
        for (const auto& it : all)
            if (assignment_of(course, it) == assignment)
                rows += row(it, step && step->exercise == it.exercise, most_todos, say);
        return rows;
    };
    const auto extra = rows_of(nullptr);
    const bool apart = course.assignments.size() > 1 || !extra.empty();
    for (const auto& it : course.assignments)
        result += (apart || it.due ? heading(it, say) : "") + rows_of(&it);
    if (!extra.empty()) result += "  " + say.text("status.extra") + "\n" + extra;
    return result;
}

std::string next(const lab::next_step& step, const std::string& source,
                 const std::string& source_text, const voice& say) {
    const auto& program = step.exercise->program;
    if (step.todo == 0 || !has_todos(source)) {
        return say.paragraph(2, "next.exercise", {{"file", source}, {"program", program}});
    }
    const int line = course::todo_line(source_text, step.todo);
    const auto& todo = step.exercise->todos[static_cast<std::size_t>(step.todo) - 1];
    const auto file = source + (line > 0 ? ":" + std::to_string(line) : "");
    const auto first =
        say.paragraph(2, "next.todo", {{"n", std::to_string(step.todo)}, {"file", file}});
    const auto what =
        support::paragraph("    ", say.show(todo.text.in(say.speaks())), say.how().columns);
    return first + what + say.paragraph(2, "next.then", {{"program", program}});
}

}  // namespace render

#include "lab/render/status.hpp"

#include "lab/commands/commands.hpp"
#include "lab/workspace/files.hpp"

#include <nlohmann/json.hpp>

#include <iostream>

namespace lab {
namespace {

using nlohmann::ordered_json;

ordered_json describe(const exercise_progress& it, const session& now) {
    auto todos = ordered_json::array();
    for (std::size_t i = 0; i < it.todos.size(); ++i)
        todos.push_back({{"todo", i + 1}, {"state", name(it.todos[i])}});
    return {{"program", it.exercise->program},
            {"source", now.where.shown(source_of(now.where, *it.exercise))},
            {"state", name(it.state)},
            {"todos", todos},
            {"checks_passed", it.passed},
            {"checks", it.total},
            {"score", it.score},
            {"max_score", it.exercise->points}};
}

ordered_json describe(const course::course& course, const std::vector<exercise_progress>& all,
                      const session& now) {
    auto exercises = ordered_json::array();
    for (const auto& it : all)
        exercises.push_back(describe(it, now));
    auto assignments = ordered_json::array();
    for (const auto& it : course.assignments)
        assignments.push_back({{"name", it.name},
                               {"title", it.title.in(now.say.speaks())},
                               {"exercises", it.folders},
                               {"report", it.report},
                               {"report_points", it.report_points},
                               {"due", it.due ? ordered_json(it.due->text) : ordered_json()}});
    ordered_json result = {{"schema", "sock-lab/status/1"},
                           {"course", course.title.in(now.say.speaks())},
                           {"assignments", assignments},
                           {"exercises", exercises},
                           {"next", nullptr}};
    if (const auto step = next(all))
        result["next"] = {{"program", step->exercise->program}, {"todo", step->todo}};
    return result;
}

}  // namespace

status run(const session& now, const cli::status_arguments& /*arguments*/) {
    const auto course = load_course(now.where);
    const auto all = read_progress(now.where, course);
    if (now.json) {
        std::cout << wire::dump(describe(course, all, now), 2) << "\n";
        return status::well;
    }
    std::cout << render::status(course, all, now.say) << "\n";
    const auto step = next(all);
    if (!step) {
        std::cout << now.say.paragraph(2, "next.submit");
        return status::well;
    }
    const auto source = source_of(now.where, *step->exercise);
    const auto text = fs::is_regular_file(source) ? read_file(source) : std::string();
    std::cout << render::next(*step, now.where.shown(source), text, now.say);
    return status::well;
}

}  // namespace lab

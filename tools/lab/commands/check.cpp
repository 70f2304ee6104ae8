#include "lab/render/check.hpp"

#include "course/todo_regions.hpp"
#include "lab/commands/commands.hpp"
#include "lab/workspace/checking.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/progress.hpp"
#include "lab/workspace/resolved.hpp"
#include "support/text_width.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace lab {
namespace {

std::vector<trial> prepare(const session& now, const course::course& course,
                           const cli::check_arguments& arguments) {
    std::vector<trial> result;
    for (const auto* exercise : choose(course, arguments.exercises)) {
        const bool asked_for = !arguments.exercises.empty();
        if (asked_for) require_source(now.where, *exercise);
        result.push_back({exercise, source_of(now.where, *exercise), {}, {}});
    }
    return result;
}

status verdict_on(const std::vector<trial>& tasks) {
    bool ours = false;
    bool theirs = false;
    for (const auto& it : tasks) {
        const auto& program = it.outcome.program;
        ours = ours || program.has_internal_error() ||
               program.status == wire::program_status::internal_error;
        theirs = theirs || std::any_of(program.checks.begin(), program.checks.end(),
                                       [](const wire::check& check) { return !resolved(check); });
    }
    if (ours) return status::own_failure;
    return theirs ? status::check_failed : status::well;
}

// With the place of the source and of each check's TODO, which only this machine knows.
nlohmann::ordered_json located(const wire::program& program, const render::context& around) {
    auto result = wire::to_json(program);
    result["file"] = around.source;
    for (std::size_t i = 0; i < program.checks.size(); ++i) {
        const auto line = course::todo_line(around.source_text, program.checks[i].evidence.todo);
        if (line > 0) result["checks"][i]["line"] = line;
    }
    return result;
}

void print_json(const session& now, const std::vector<trial>& tasks) {
    auto programs = nlohmann::ordered_json::array();
    int score = 0;
    int max_score = 0;
    for (const auto& it : tasks) {
        auto program = located(it.outcome.program, render::context_of(now, it));
        program["warnings"] = it.outcome.warnings;
        program["notes"] = nlohmann::ordered_json::array();
        for (const auto& note : it.outcome.notes)
            program["notes"].push_back(note.text);
        program["seed"] = it.outcome.seed;
        programs.push_back(program);
        score += it.outcome.program.score();
        max_score += it.outcome.program.max_score();
    }
    const nlohmann::ordered_json result = {{"schema", "sock-lab/check/1"},
                                           {"score", score},
                                           {"max_score", max_score},
                                           {"programs", programs}};
    std::cout << wire::dump(result, 2) << "\n";
}

void print_notes(const session& now, const trial& it) {
    const auto columns = now.say.how().columns;
    for (const auto& note : it.outcome.notes)
        std::cout << "\n" << support::paragraph("  ", now.say.show(note.text), columns);
    if (it.outcome.warnings.empty()) return;
    std::cout << "\n" << now.say.paragraph(2, "check.warnings");
    std::cout << support::paragraph("    ", now.say.show(it.outcome.warnings), 10'000);
}

void print_text(const session& now, const course::course& course, const std::vector<trial>& tasks,
                render::failures in_full) {
    for (const auto& it : tasks) {
        std::cout << render::program(it.outcome.program, render::context_of(now, it), now.say,
                                     in_full);
        print_notes(now, it);
        std::cout << (&it == &tasks.back() ? "" : "\n") << std::flush;
    }
    const auto step = next(read_progress(now.where, course));
    if (!step) std::cout << "\n" << now.say.paragraph(0, "next.submit");
}

}  // namespace

status run(const session& now, const cli::check_arguments& arguments) {
    const auto course = load_course(now.where);
    auto tasks = prepare(now, course, arguments);
    judge_all(now, tasks, arguments.seed);
    if (!keep(now.where, tasks)) std::cerr << now.say.text("check.not-remembered") << "\n";
    if (now.json) {
        print_json(now, tasks);
    } else {
        print_text(now, course, tasks,
                   arguments.all ? render::failures::all : render::failures::first);
    }
    return verdict_on(tasks);
}

}  // namespace lab

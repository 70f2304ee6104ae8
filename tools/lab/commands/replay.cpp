#include "judge/program.hpp"
#include "lab/commands/commands.hpp"
#include "lab/render/check.hpp"
#include "lab/workspace/checking.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/progress.hpp"
#include "lab/workspace/resolved.hpp"
#include "support/similar.hpp"
#include "support/text_width.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace lab {
namespace {

struct found {
    const course::exercise* exercise = nullptr;
    const course::check* check = nullptr;
};

// "tcp_server/half-close"; "half-close" where only one exercise has it.
found find(const course::course& from, const std::string& name) {
    found result;
    std::vector<std::string> ids;
    int matches = 0;
    for (const auto& exercise : from.exercises) {
        for (const auto& check : exercise.checks) {
            ids.push_back(check.id);
            const bool whole = check.id == name;
            if (!whole && check.id.substr(check.id.find('/') + 1) != name) continue;
            result = {&exercise, &check};
            matches = whole ? 1 : matches + 1;
            if (whole) return result;
        }
    }
    if (matches == 1) return result;
    const auto meant = support::similar(name, ids);
    if (matches > 1 || meant.empty())
        throw problem(status::wrong_use, "unknown-check", {{"word", name}});
    throw problem(status::wrong_use, "unknown-check-meant", {{"word", name}, {"meant", meant}});
}

judge::judged run_again(const session& now, const found& what, const std::string& seed) {
    const auto source = source_of(now.where, *what.exercise);
    const auto tools = tools_for(now);
    const scratch_folder scratch;
    console::progress_line line(now.progress_look());
    line.show(now.say.text("replay.progress", {{"check", what.check->id}}));
    judge::suite_options options;
    options.only = {what.check->id};
    options.seed = seed;
    auto result = judge::judge_program(tools, *what.exercise, read_own(*what.exercise, source),
                                       scratch.path(), now.words_of("judge"), options);
    line.clear();
    return result;
}

const wire::transcript& transcript_of(const judge::judged& outcome, const std::string& id) {
    static const wire::transcript none;
    const auto it = outcome.transcripts.find(id);
    return it == outcome.transcripts.end() ? none : it->second;
}

// Each step, and under it the command that does the same: to be typed in two shells, the program's
// and its peer's.
void print_steps(const session& now, const wire::transcript& transcript) {
    for (const auto& step : transcript) {
        std::cout << now.say.show(wire::to_text(wire::transcript{step}));
        if (!step.by_hand.empty())
            std::cout << std::string(15, ' ')
                      << now.say.paint(console::role::faint, now.say.show("$ " + step.by_hand))
                      << "\n";
    }
}

void print_text(const session& now, const found& what, const judge::judged& outcome) {
    const auto& program = outcome.program;
    std::cout << now.say.text("replay.title", {{"check", what.check->id}, {"seed", outcome.seed}})
              << "\n\n";
    print_steps(now, transcript_of(outcome, what.check->id));
    render::context around;
    around.source = now.where.shown(source_of(now.where, *what.exercise));
    std::cout << "\n" << render::program(program, around, now.say);
}

void print_json(const found& what, const judge::judged& outcome) {
    const nlohmann::ordered_json result = {
        {"schema", "sock-lab/replay/1"},
        {"check", what.check->id},
        {"seed", outcome.seed},
        {"steps", wire::to_json(transcript_of(outcome, what.check->id))},
        {"program", wire::to_json(outcome.program)}};
    std::cout << wire::dump(result, 2) << "\n";
}

status verdict_on(const wire::program& program) {
    if (program.has_internal_error()) return status::own_failure;
    const bool good = std::all_of(program.checks.begin(), program.checks.end(), resolved);
    return good && !program.checks.empty() ? status::well : status::check_failed;
}

}  // namespace

status run(const session& now, const cli::replay_arguments& arguments) {
    const auto course = load_course(now.where);
    const auto what = find(course, arguments.check);
    const auto outcome = run_again(now, what, arguments.seed);
    if (now.json) {
        print_json(what, outcome);
    } else {
        print_text(now, what, outcome);
    }
    return verdict_on(outcome.program);
}

}  // namespace lab

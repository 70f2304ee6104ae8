#include "lab/authoring/proof.hpp"

#include "course/todo_regions.hpp"
#include "lab/workspace/resolved.hpp"

#include <algorithm>
#include <atomic>

namespace authoring {
namespace {

using wire::verdict;
using kind = claim::kind;

flaw about(const claim& it, const char* id, course::parameters params = {}) {
    params.emplace("program", it.exercise->program);
    params.emplace("todo", std::to_string(it.todo));
    return {id, std::move(params)};
}

// A failure that shows what is claimed: any one for a stub, one that names the TODO for the rest.
bool shows(const claim& it, const wire::check& check) {
    if (check.verdict != verdict::failed) return false;
    return it.what == kind::stub ||
           (it.what == kind::without_todo && check.evidence.todo == it.todo);
}

std::optional<flaw> flaw_of_build(const claim& it, const judge::judged& came) {
    const auto& program = came.program;
    if (program.status != wire::program_status::built) {
        // With a TODO put back it need not compile without warnings, but it has to compile.
        return about(it, it.what == kind::solution ? "solution-broken" : "stub-broken",
                     {{"reason", program.message.text}});
    }
    // The Spanish stub differs only in comments, so its warnings are those of the English one.
    const bool quiet = it.what == kind::without_todo || it.what == kind::stub_es;
    if (quiet || came.warnings.empty()) return std::nullopt;
    return about(it, it.what == kind::solution ? "solution-warns" : "stub-warns",
                 {{"reason", came.warnings}});
}

// A check that could not be worded or run proves nothing: a diagnosis without its words, say.
std::optional<flaw> fault_of_suite(const claim& it, const wire::program& program) {
    for (const auto& check : program.checks) {
        if (check.verdict != verdict::internal_error) continue;
        const auto why = check.diagnosis.text;
        return about(it, "suite-fault", {{"check", check.id}, {"reason", why}});
    }
    return std::nullopt;
}

std::optional<flaw> flaw_of_solution(const claim& it, const wire::program& program) {
    if (auto fault = fault_of_suite(it, program)) return fault;
    for (const auto& check : program.checks) {
        if (lab::resolved(check)) continue;
        const auto why = check.diagnosis.text;
        return about(it, "solution-fails", {{"check", check.id}, {"reason", why}});
    }
    return std::nullopt;
}

}  // namespace

std::vector<claim> claims_about(const course::exercise& exercise, const std::string& solution) {
    std::vector<claim> result = {
        {kind::solution, &exercise, 0, course::without_markers(solution)},
        {kind::stub, &exercise, 0, stub(solution, exercise, course::language::en)},
        {kind::stub_es, &exercise, 0, stub(solution, exercise, course::language::es)}};
    for (const auto& todo : exercise.todos)
        result.push_back(
            {kind::without_todo, &exercise, todo.number, with_todo_back(solution, todo)});
    return result;
}

proof prove(const claim& it, const judge::tools& tools, const course::catalogue& words,
            const std::filesystem::path& scratch, const judge::stop_question& stop) {
    std::filesystem::create_directory(scratch);
    std::atomic<bool> shown{false};
    judge::suite_options options;
    options.on_check = [&](const wire::check& check) { shown = shown || shows(it, check); };
    options.stop = [&] { return shown.load() || (stop && stop()); };
    judge::sources from = {
        it.exercise->program, it.exercise->source(), {{it.exercise->source(), it.source}}};
    add_given_headers(from, *it.exercise, tools.exercises);
    judge::judged came;
    if (it.what == kind::stub_es) {
        // It has to compile; its comments alone could break it.
        const auto built = judge::build(tools, from, scratch, words);
        came.program.status = built.status;
        came.program.message = built.message;
        came.warnings = built.warnings;
        return {flaw_of_build(it, came), {}, {}};
    }
    came = judge::judge_program(tools, *it.exercise, from, scratch, words, options);
    if (auto flaw = flaw_of_build(it, came)) return {flaw, {}, {}};
    if (it.what == kind::solution) return {flaw_of_solution(it, came.program), {}, {}};
    const auto& checks = came.program.checks;
    const auto found = std::find_if(checks.begin(), checks.end(),
                                    [&](const wire::check& check) { return shows(it, check); });
    if (found != checks.end()) return {std::nullopt, found->id, found->diagnosis.id};
    if (auto fault = fault_of_suite(it, came.program)) return {fault, {}, {}};
    return {about(it, it.what == kind::stub ? "stub-passes" : "todo-unnoticed"), {}, {}};
}

}  // namespace authoring

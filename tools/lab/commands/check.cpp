#include "lab/render/check.hpp"

#include "judge/program.hpp"
#include "lab/commands/commands.hpp"
#include "lab/workspace/checking.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/progress.hpp"
#include "lab/workspace/resolved.hpp"
#include "support/parallel.hpp"
#include "support/text_width.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <mutex>

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

/// The data that the threads share.
class bench {
  public:
    bench(const session& now, const judge::tools& tools, std::vector<trial>& tasks,
          std::string seed)
        : now_(now), tools_(tools), tasks_(tasks), seed_(std::move(seed)),
          words_(now.words_of("judge")), line_(now.progress_look()) {
        for (const auto& it : tasks)
            checks_ += it.exercise->checks.size();
    }

    // Each task on its own thread: a suite mostly waits. But no more than cores, because a
    // compiler and a check that measures time should not fight for one.
    void run() {
        support::for_each_index(tasks_.size(), [this](std::size_t i) {
            judge_one(tasks_[i], scratch_.path() / std::to_string(i));
        });
        line_.clear();
    }

  private:
    void judge_one(trial& it, const fs::path& folder) {
        tell(it.exercise->program);
        judge::suite_options options;
        options.seed = seed_;
        options.hurry = tasks_.size() == 1;
        options.on_check = [this](const wire::check& check) {
            ++done_;
            tell(check.id);
        };
        judge_trial(it, folder, tools_, words_, options);
    }

    void tell(const std::string& what) {
        line_.show(now_.say.text("check.progress", {{"n", std::to_string(done_.load())},
                                                    {"of", std::to_string(checks_)},
                                                    {"what", what}}));
    }

    const session& now_;
    const judge::tools& tools_;
    std::vector<trial>& tasks_;
    std::string seed_;  // empty: each suite chooses
    course::catalogue words_;
    scratch_folder scratch_;
    console::progress_line line_;
    std::size_t checks_ = 0;
    std::atomic<std::size_t> done_{0};
};

status verdict_on(const std::vector<trial>& tasks) {
    bool ours = false;
    bool theirs = false;
    for (const auto& it : tasks) {
        const auto& program = it.outcome.program;
        ours = ours || program.has_internal_error() ||
               program.status == wire::program_status::internal_error;
        theirs = theirs || program.score() < program.max_score() ||
                 std::any_of(program.checks.begin(), program.checks.end(),
                             [](const wire::check& check) { return !resolved(check); });
    }
    if (ours) return status::own_failure;
    return theirs ? status::check_failed : status::well;
}

void print_json(const std::vector<trial>& tasks) {
    auto programs = nlohmann::ordered_json::array();
    int score = 0;
    int max_score = 0;
    for (const auto& it : tasks) {
        auto program = wire::to_json(it.outcome.program);
        program["warnings"] = it.outcome.warnings;
        program["notes"] = it.outcome.notes;
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
        std::cout << "\n" << support::paragraph("  ", now.say.show(note), columns);
    if (it.outcome.warnings.empty()) return;
    std::cout << "\n" << now.say.paragraph(2, "check.warnings");
    std::cout << support::paragraph("    ", now.say.show(it.outcome.warnings), 10'000);
}

void print_text(const session& now, const course::course& course, const std::vector<trial>& tasks) {
    for (const auto& it : tasks) {
        std::cout << render::program(it.outcome.program, render::surroundings_of(now, it), now.say);
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
    const auto tools = tools_for(now);
    bench(now, tools, tasks, arguments.seed).run();
    if (!keep(now.where, tasks)) std::cerr << now.say.text("check.not-remembered") << "\n";
    if (now.json) {
        print_json(tasks);
    } else {
        print_text(now, course, tasks);
    }
    return verdict_on(tasks);
}

}  // namespace lab

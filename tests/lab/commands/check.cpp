#include "render/check.hpp"

#include "commands/commands.hpp"
#include "console/width.hpp"
#include "files.hpp"
#include "judge/build.hpp"
#include "judge/suite.hpp"
#include "memory.hpp"
#include "render/status.hpp"
#include "settled.hpp"
#include "standing.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <mutex>
#include <thread>

namespace lab {
namespace {

/// One exercise on its way through compiler and suite.
struct task {
    const course::exercise* exercise = nullptr;
    fs::path source;
    judge::judged outcome;
    std::string text;  ///< of the source that was judged
};

std::vector<task> prepare(const session& now, const course::course& course,
                          const cli::check_arguments& arguments) {
    std::vector<task> result;
    for (const auto* exercise : choose(course, arguments.exercises)) {
        const auto source = source_of(now.where, *exercise);
        const bool asked_for = !arguments.exercises.empty();
        if (asked_for && !fs::exists(source)) {
            const auto id = now.where.has_solutions() ? "source-gone" : "source-gone-copy";
            throw problem(status::wrong_use, id,
                          {{"file", now.where.shown(source)},
                           {"path", "exercises/" + exercise->folder + "/" + exercise->source()},
                           {"folder", exercise->folder},
                           {"source", exercise->source()}});
        }
        result.push_back({exercise, source, {}, {}});
    }
    return result;
}

/// What the threads share.
class bench {
  public:
    bench(const session& now, const judge::tools& tools, std::vector<task>& tasks, std::string seed)
        : now_(now), tools_(tools), tasks_(tasks), seed_(std::move(seed)),
          words_(now.words_of("lab/judge")), line_(now.progress_look()) {
        for (const auto& it : tasks)
            checks_ += it.exercise->checks.size();
    }

    // Each task on its own thread: a suite mostly waits. But no more than cores, because a
    // compiler and a check that measures time should not fight for one.
    void run() {
        const auto cores = std::max(1U, std::thread::hardware_concurrency());
        std::vector<std::thread> workers;
        const auto count = std::min<std::size_t>(cores, tasks_.size());
        for (std::size_t i = 0; i < count; ++i)
            workers.emplace_back([this] { work(); });
        for (auto& worker : workers)
            worker.join();
        line_.clear();
    }

  private:
    void work() {
        for (auto i = next_++; i < tasks_.size(); i = next_++)
            judge_one(tasks_[i], scratch_.path() / std::to_string(i));
    }

    void judge_one(task& it, const fs::path& folder) {
        tell(it.exercise->program);
        try {
            fs::create_directory(folder);
            const auto sources = judge::read_sources(it.exercise->program, it.source);
            if (!sources.files.empty()) it.text = sources.files.front().bytes;
            judge::suite_options options;
            options.seed = seed_;
            options.on_check = [this](const judge::check& check) {
                ++done_;
                tell(check.id);
            };
            it.outcome =
                judge::judge_program(tools_, *it.exercise, sources, folder, words_, options);
        } catch (const std::exception& error) {
            it.outcome.program.name = it.exercise->program;
            it.outcome.program.message = error.what();
            it.outcome.program.checks = judge::not_run(
                *it.exercise, {"internal-error", {}, error.what()}, now_.say.speaks());
        }
    }

    void tell(const std::string& what) {
        line_.show(now_.say.text("check.progress", {{"n", std::to_string(done_.load())},
                                                    {"of", std::to_string(checks_)},
                                                    {"what", what}}));
    }

    const session& now_;
    const judge::tools& tools_;
    std::vector<task>& tasks_;
    std::string seed_;  // empty: each suite chooses
    course::catalogue words_;
    scratch_folder scratch_;
    console::progress_line line_;
    std::size_t checks_ = 0;
    std::atomic<std::size_t> done_{0};
    std::atomic<std::size_t> next_{0};
};

render::surroundings surroundings_of(const session& now, const task& it) {
    const auto guide = now.where.home / "docs/guide" /
                       ("guide." + std::string(course::code(now.say.speaks())) + ".md");
    render::surroundings result;
    result.source = now.where.shown(it.source);
    result.source_text = it.text;
    if (fs::is_regular_file(guide)) {
        result.guide = now.where.shown(guide);
        result.guide_text = read_file(guide);
    }
    return result;
}

// The whole story of each check, for whoever wants to see more than the message shows.
void keep_transcripts(const place& where, const judge::transcripts& stories) {
    for (const auto& [check, story] : stories)
        write_file(where.memory() / "transcripts" / judge::file_name_of(check),
                   judge::to_text(story));
}

// A tree that cannot be written to is no reason to keep the verdicts from anybody.
void keep(const session& now, const std::vector<task>& tasks) {
    auto last = recall(now.where);
    for (const auto& it : tasks)
        last[it.exercise->program] = {fingerprint(it.text), it.outcome.program};
    try {
        remember(now.where, last);
        for (const auto& it : tasks)
            keep_transcripts(now.where, it.outcome.transcripts);
    } catch (const problem&) {
        std::cerr << now.say.text("check.not-remembered") << "\n";
    }
}

status verdict_on(const std::vector<task>& tasks) {
    bool ours = false;
    bool theirs = false;
    for (const auto& it : tasks) {
        const auto& program = it.outcome.program;
        ours = ours || program.has_internal_error() ||
               program.status == judge::program_status::internal_error;
        theirs = theirs || program.score() < program.max_score() ||
                 std::any_of(program.checks.begin(), program.checks.end(),
                             [](const judge::check& check) { return !settled(check); });
    }
    if (ours) return status::own_failure;
    return theirs ? status::check_failed : status::well;
}

void print_json(const std::vector<task>& tasks) {
    auto programs = nlohmann::ordered_json::array();
    int score = 0;
    int max_score = 0;
    for (const auto& it : tasks) {
        auto program = judge::to_json(it.outcome.program);
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
    std::cout << judge::dump(result, 2) << "\n";
}

void print_notes(const session& now, const task& it) {
    const auto columns = now.say.how().columns;
    for (const auto& note : it.outcome.notes)
        std::cout << "\n" << console::paragraph("  ", now.say.show(note), columns);
    if (it.outcome.warnings.empty()) return;
    std::cout << "\n" << now.say.paragraph(2, "check.warnings");
    std::cout << console::paragraph("    ", now.say.show(it.outcome.warnings), 10'000);
}

void print_text(const session& now, const course::course& course, const std::vector<task>& tasks) {
    for (const auto& it : tasks) {
        std::cout << render::program(it.outcome.program, surroundings_of(now, it), now.say);
        print_notes(now, it);
        std::cout << (&it == &tasks.back() ? "" : "\n") << std::flush;
    }
    const auto step = next(standing(now.where, course));
    if (!step) std::cout << "\n" << now.say.paragraph(0, "next.submit");
}

}  // namespace

status run(const session& now, const cli::check_arguments& arguments) {
    const auto course = load_course(now.where);
    auto tasks = prepare(now, course, arguments);
    const auto tools = tools_for(now);
    bench(now, tools, tasks, arguments.seed).run();
    keep(now, tasks);
    if (now.json) {
        print_json(tasks);
    } else {
        print_text(now, course, tasks);
    }
    return verdict_on(tasks);
}

}  // namespace lab

#include "lab/workspace/checking.hpp"

#include "judge/build.hpp"
#include "judge/compiler.hpp"
#include "lab/console/progress_line.hpp"
#include "lab/workspace/backups.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/last_checks.hpp"
#include "lab/workspace/problem.hpp"
#include "lab/workspace/progress.hpp"
#include "support/files.hpp"
#include "support/parallel.hpp"

#include <atomic>

namespace lab {

void require_source(const workspace& where, const course::exercise& exercise) {
    const auto source = source_of(where, exercise);
    if (fs::exists(source)) return;
    const auto last = last_version(where, exercise);
    throw problem(status::wrong_use, last.empty() ? "source-gone" : "source-gone-kept",
                  {{"file", where.shown(source)},
                   {"program", exercise.program},
                   {"kept", where.shown(last)}});
}

judge::tools tools_for(const session& now) {
    auto tools = now.where.tools();
    if (!fs::exists(tools.suite))
        throw problem(status::own_failure, "no-suite", {{"file", tools.suite.string()}});
    try {
        static_cast<void>(judge::find_compiler(tools));
    } catch (const std::exception&) {
        throw problem(status::own_failure, "no-compiler");
    }
    console::progress_line line(now.progress_look());
    line.show(now.say.text("check.preparing"));
    tools.precompiled = judge::precompile(tools, now.where.build / "precompiled");
    return tools;
}

judge::sources read_own(const course::exercise& exercise, const fs::path& source) {
    auto result = judge::read_sources(exercise.program, source);
    for (const auto& it : course::dialects) {
        const auto other = source.parent_path() / exercise.source(it.which);
        if (other != source && fs::exists(other)) result.rivals.push_back(other.filename());
    }
    return result;
}

void judge_trial(trial& it, const fs::path& scratch, const judge::tools& tools,
                 const course::catalogue& words, const judge::suite_options& options) {
    try {
        fs::create_directory(scratch);
        const auto sources = read_own(*it.exercise, it.source);
        if (!sources.files.empty()) it.text = sources.files.front().bytes;
        it.outcome = judge::judge_program(tools, *it.exercise, sources, scratch, words, options);
    } catch (const std::exception& error) {
        it.outcome.program = judge::faulty(*it.exercise, error.what(), words.speaks());
    }
}

void judge_all(const session& now, std::vector<trial>& all, const std::string& seed) {
    const auto tools = tools_for(now);
    const auto words = now.words_of("judge");
    const scratch_folder scratch;
    console::progress_line line(now.progress_look());
    std::size_t checks = 0;
    for (const auto& it : all)
        checks += it.exercise->checks.size();
    std::atomic<std::size_t> done{0};
    const auto show = [&](const std::string& what) {
        line.show(now.say.text(
            "check.progress",
            {{"n", std::to_string(done.load())}, {"of", std::to_string(checks)}, {"what", what}}));
    };
    judge::suite_options options;
    options.seed = seed;
    options.hurry = all.size() == 1;
    options.on_check = [&](const wire::check& check) {
        ++done;
        show(check.id);
    };
    // A suite mostly waits, but a compiler and a check that measures time should not fight for a
    // core.
    support::for_each_index(all.size(), [&](std::size_t i) {
        show(all[i].exercise->program);
        judge_trial(all[i], scratch.path() / std::to_string(i), tools, words, options);
    });
    line.clear();
}

namespace {

// The transcript of each check shows more than the message does.
void keep_transcripts(const workspace& where, const wire::transcripts& transcripts) {
    for (const auto& [check, transcript] : transcripts)
        write_file(where.memory() / "transcripts" / wire::file_name_of(check),
                   wire::to_text(transcript));
}

}  // namespace

bool keep(const workspace& where, const std::vector<trial>& trials) {
    memory last;
    for (const auto& it : trials)
        last[it.exercise->program] = {support::fingerprint(it.text), it.outcome.program};
    try {
        remember(where, last);
        for (const auto& it : trials) {
            keep_version(where, *it.exercise, it.text);
            keep_transcripts(where, it.outcome.transcripts);
        }
    } catch (const problem&) {
        return false;
    }
    return true;
}

fs::path guide_of(const session& now) {
    const auto guide = now.where.home / "docs/guide" /
                       ("guide." + std::string(course::code(now.say.speaks())) + ".md");
    return fs::is_regular_file(guide) ? guide : fs::path();
}

}  // namespace lab

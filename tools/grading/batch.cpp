#include "grading/batch.hpp"

#include "grading/exports.hpp"
#include "grading/interrupt.hpp"
#include "grading/moves.hpp"
#include "grading/record.hpp"
#include "grading/rules.hpp"
#include "grading/source_lines.hpp"
#include "grading/submission.hpp"
#include "judge/compiler.hpp"
#include "support/text.hpp"
#include "wire/worded.hpp"

#include <algorithm>
#include <atomic>
#include <system_error>

namespace grading {

namespace fs = std::filesystem;

struct batch::running {
    candidate from;
    const graded_assignment* assignment = nullptr;
    std::size_t number = 0;
    graded outcome;
    grading::manifest manifest;
    std::vector<judge::judged> judged;
    judge::budget left_time;  // for all its programs
    std::atomic<std::size_t> left{0};
    support::clock::time_point began;
    std::optional<wire::result> earlier;
    std::string unreadable;  // the message about an earlier result.json that could not be read
    bool done = false;
};

namespace {

// With fewer submissions, precompiling sock.hpp costs more than it gains: it takes 2 s of a core
// once, and gains a third of a second for each of the four programs.
constexpr std::size_t worth_precompiling = 3;

// A note that only a broken unpacker could have made up must not stop a class: it has its id as
// text.
wire::sentence said(const course::catalogue& words, const std::string& kind,
                    const unpack::note& what) {
    return wire::worded({kind + what.id, what.params, kind + what.id}, words);
}

double seconds(support::milliseconds time) {
    return std::chrono::duration<double>(time).count();
}

double seconds_since(support::clock::time_point begin) {
    return std::chrono::duration<double>(support::clock::now() - begin).count();
}

void append(std::vector<wire::sentence>& to, const std::vector<wire::sentence>& what) {
    to.insert(to.end(), what.begin(), what.end());
}

}  // namespace

batch::batch(const context& with, const folder& out, const progress& notify,
             const shard_results* part)
    : with_(with), tools_(with.tools), part_(part), out_(part == nullptr ? out : part->place()),
      notify_(notify) {}

std::vector<graded> batch::judge(std::vector<candidate> all, const std::vector<std::string>& names,
                                 unsigned jobs) {
    count_ = all.size();
    std::vector<std::unique_ptr<running>> submissions;
    thread_pool workers(jobs, interrupted);
    for (auto& from : all) {
        submissions.push_back(std::make_unique<running>());
        auto& it = *submissions.back();
        it.number = submissions.size();
        it.outcome.result.submission.name = names[it.number - 1];
        it.from = std::move(from);
        workers.add([this, &it, &workers] { prepare(it, workers); });
    }
    workers.work();
    std::vector<graded> result;
    for (const auto& it : submissions)
        if (it->done) result.push_back(std::move(it->outcome));
    return result;
}

void batch::prepare(running& it, thread_pool& workers) {
    it.began = support::clock::now();
    tell_started(it);
    auto& result = it.outcome.result;
    result.engine = with_.toolchain;
    result.isolation = with_.isolation;
    it.assignment = &with_.assignments.front();  // until its files say otherwise
    result.submission.file = support::one_line(it.from.file);
    // An archive that was judged before is not unpacked again: its digest is that of its bytes.
    const auto digest = it.from.is_folder ? std::string() : digest_of(it.from);
    if (!digest.empty() && kept(it, digest)) return;
    unpack::submission opened;
    try {
        opened = open_submission(it.from, with_.unpack, with_.words);
    } catch (const std::exception& reason) {
        const auto why =
            wire::say(with_.words, "note.not-opened", {{"why", support::one_line(reason.what())}});
        result.notes = {why};
        fail_all(it, wire::program_status::internal_error, wire::verdict::internal_error, why);
        return finish(it);
    }
    if (!kept(it, opened.sha256)) begin(it, opened, workers);
}

bool batch::kept(running& it, const std::string& sha256) {
    auto& result = it.outcome.result;
    result.submission.sha256 = sha256;
    result.seed = with_.seeds.of(sha256);
    return part_ != nullptr ? keep_part(it) : keep(it);
}

// The key holds all that still_good compares. What a person has decided comes with merge().
bool batch::keep_part(running& it) {
    auto& result = it.outcome.result;
    auto there = part_->find(result);
    it.outcome.change = there.result || !there.unreadable.empty() ? change::again : change::fresh;
    if (!there.result || with_.asked.again || !still_good(*there.result, result)) return false;
    result = std::move(*there.result);
    it.outcome.change = change::kept;
    report(it);
    return true;
}

// Keeps the result of an earlier run that judged the same submission in the same way.
bool batch::keep(running& it) {
    auto& result = it.outcome.result;
    const auto [earlier, unreadable] = recorded(out_, result.submission.name);
    if (!unreadable.empty()) {
        const auto aside = put_aside(out_, result.submission.name, with_.words);
        it.unreadable =
            with_.words.text("remark.unreadable",
                             {{"why", support::one_line(unreadable)}, {"aside", aside.string()}});
    }
    it.outcome.change = !earlier ? unreadable.empty() ? change::fresh : change::again
                        : earlier->submission.sha256 == result.submission.sha256 ? change::again
                                                                                 : change::changed;
    it.earlier = earlier;
    if (!earlier || with_.asked.again || !still_good(*earlier, result)) return false;
    result = wire::worded(*earlier, with_.course, with_.words);
    decide(result, recorded_report(out_, result.submission.name), with_);
    record_again(out_, result, with_.words, with_.guide.links);
    record_questions(out_, result, with_.course, with_.words);
    it.outcome.change = change::kept;
    report(it);
    return true;
}

void batch::begin(running& it, const unpack::submission& opened, thread_pool& workers) {
    auto& notes = it.outcome.result.notes;
    notes = it.from.notes;
    for (const auto& note : opened.notes)
        notes.push_back(said(with_.words, "note.", note));
    if (opened.refused) {
        const auto why = said(with_.words, "refused.", *opened.refused);
        notes.insert(notes.begin(), why);
        fail_all(it, wire::program_status::missing, wire::verdict::not_run, why);
        return finish(it);
    }
    it.manifest = find_manifest(opened.files, it.assignment);
    append(notes, it.manifest.notes);
    it.outcome.result.report.status = it.manifest.report;
    it.outcome.result.report.sha256 = it.manifest.report_sha256;
    it.judged.resize(it.manifest.programs.size());
    it.left = it.judged.size();
    std::vector<thread_pool::task> steps;
    for (std::size_t i = 0; i < it.judged.size(); ++i)
        steps.push_back([this, &it, i] { judge_program(it, i); });
    workers.add_next(std::move(steps));
}

// Reads it as a submission of the assignment whose programs it holds most of; of several such
// assignments, of the first.
manifest batch::find_manifest(const std::vector<unpack::file>& files,
                              const graded_assignment*& assignment) const {
    manifest result;
    std::ptrdiff_t most = -1;
    for (const auto& it : with_.assignments) {
        std::string given;
        for (const auto& text : it.report_templates)
            given += text + "\n";
        auto found = read_manifest(files, it.course, given, with_.words);
        const auto programs =
            std::count_if(found.programs.begin(), found.programs.end(),
                          [](const judge::sources& each) { return !each.main.empty(); });
        if (programs <= most) continue;
        most = programs;
        result = std::move(found);
        assignment = &it;
    }
    return result;
}

void batch::tell_started(const running& it) {
    const std::lock_guard held(telling_);
    if (notify_.started) notify_.started(it.outcome.result.submission.name);
}

// Precompiles on the first build: a resumed batch may have nothing to build.
const judge::tools& batch::building_tools() {
    std::call_once(first_build_, [this] {
        if (count_ >= worth_precompiling)
            tools_.precompiled = judge::precompile(tools_, with_.work / "precompiled");
    });
    return tools_;
}

void batch::judge_program(running& it, std::size_t index) {
    const auto& exercise = it.assignment->course.exercises[index];
    const auto place = with_.work / std::to_string(it.number) / std::to_string(index + 1);
    judge::suite_options options;
    options.seed = it.outcome.result.seed;
    options.stop = interrupted;
    options.left = &it.left_time;
    const auto& sources = it.manifest.programs[index];
    it.judged[index] =
        judge::judge_program(building_tools(), exercise, sources, place, with_.words, options);
    quote_source(it.judged[index].program, exercise, sources, with_.words);
    std::error_code ignored;
    fs::remove_all(place, ignored);
    if (--it.left == 0 && !interrupted()) finish(it);
}

void batch::fail_all(running& it, wire::program_status status, wire::verdict verdict,
                     const wire::sentence& why) const {
    for (const auto& exercise : it.assignment->course.exercises) {
        wire::program program{exercise.program, status, why, {}};
        program.checks = judge::not_run(exercise, why, with_.words.speaks());
        for (auto& check : program.checks)
            check.verdict = verdict;
        it.outcome.result.programs.push_back(std::move(program));
    }
}

void batch::finish(running& it) {
    auto& outcome = it.outcome;
    wire::transcripts transcripts;
    for (auto& one : it.judged) {
        transcripts.merge(one.transcripts);
        if (one.program.status == wire::program_status::built && one.program.message.empty())
            one.program.message = wire::plain(one.warnings);
        append(outcome.result.notes, one.notes);
        outcome.build_seconds += seconds(one.build_took);
        outcome.build_cpu_seconds += seconds(one.build_cpu);
        outcome.check_seconds += seconds(one.checks_took);
        outcome.result.programs.push_back(std::move(one.program));
    }
    decide(outcome.result, it.manifest.report_text, with_);
    record_sources(out_, outcome.result.submission.name, with_.course, it.manifest.programs,
                   with_.words);
    record_questions(out_, outcome.result, with_.course, with_.words);
    record(out_, outcome.result, it.manifest.report_text, transcripts, with_.words,
           with_.guide.links);
    if (part_ != nullptr) part_->publish(outcome.result, with_.words);
    report(it);
}

void batch::report(running& it) {
    auto& outcome = it.outcome;
    outcome.seconds = seconds_since(it.began);
    outcome.summary = it.unreadable.empty() ? summary(outcome.result, with_.words) : it.unreadable;
    outcome.folder = part_ != nullptr ? part_->shown(outcome.result)
                                      : out_.shown() / outcome.result.submission.name;
    if (it.earlier) outcome.moved = moved(*it.earlier, outcome.result);
    it.earlier.reset();
    outcome.number = it.number;
    outcome.of = count_;
    it.done = true;
    const std::lock_guard held(telling_);
    if (notify_.finished) notify_.finished(outcome);
}

}  // namespace grading

#include "grading/grade.hpp"

#include "grading/batch.hpp"
#include "grading/bulk.hpp"
#include "grading/discover.hpp"
#include "grading/exports.hpp"
#include "grading/interrupt.hpp"
#include "grading/isolation.hpp"
#include "grading/output_folder.hpp"
#include "grading/privileges.hpp"
#include "grading/problem.hpp"
#include "grading/record.hpp"
#include "grading/staging.hpp"
#include "grading/toolchain_fingerprint.hpp"
#include "support/files.hpp"
#include "support/parallel.hpp"
#include "support/text.hpp"

#include <algorithm>

#include <sys/resource.h>

namespace grading {
namespace {

namespace fs = std::filesystem;

/// Everything that is read before the first submission is opened.
struct preparation {
    course::catalogue words;
    course::catalogue judge_words;
    course::catalogue unpack_words;
    course::catalogue suite_words;
    course::course course;
    std::string report_template;
    judge::tools tools;
    fs::path unpacker;
};

preparation prepare(const options& what) {
    const auto catalogue = [&](const fs::path& from) {
        return course::catalogue::load(from, what.language);
    };
    // Beside our own in the tree, where the caller does not say otherwise.
    const auto of_unpack =
        what.unpack_words.empty() ? what.words / "../../unpack/words" : what.unpack_words;
    preparation result{catalogue(what.words),
                       catalogue(what.judge_words),
                       catalogue(of_unpack),
                       catalogue(what.tools.suite_words),
                       course::load(what.tools.exercises),
                       "",
                       what.tools,
                       fs::absolute(what.unpacker)};
    for (const auto& exercise : result.course.exercises)
        result.suite_words.add(what.tools.exercises / exercise.folder / "words");
    for (const char* name : {"REPORTE.md", "REPORTE.es.md"}) {
        const auto given = what.tools.exercises / name;
        if (fs::exists(given)) result.report_template += judge::read_file(given) + "\n";
    }
    for (auto* path : {&result.tools.suite, &result.tools.include, &result.tools.exercises,
                       &result.tools.suite_words})
        *path = fs::absolute(*path);
    if (what.unsafe_no_sandbox) result.tools.box.clear();
    if (result.tools.boxed()) result.tools.box = fs::absolute(result.tools.box);
    if (!result.tools.preload.empty()) result.tools.preload = fs::absolute(result.tools.preload);
    return result;
}

// A class of three hundred is held open all at once; the usual limit of 1024 is only a default.
void allow_many_files() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 65536);
    ::setrlimit(RLIMIT_NOFILE, &files);
}

std::vector<std::string> require_isolation(const options& what, const kit& batch_kit,
                                           const course::catalogue& words) {
    if (what.unsafe_no_sandbox) return {};
    if (!batch_kit.tools().boxed()) throw problem(own_failure, words.text("isolation.no-box"));
    const auto found = probe_isolation(batch_kit.tools().box, words);
    if (!found.possible)
        throw problem(own_failure, words.text("isolation.refused", {{"why", found.why_not}}));
    return found.kinds;
}

// A bulk download becomes a folder of ours, and is then looked at as any other folder.
argument opened(argument from, const preparation& ready, const kit& batch_kit, std::size_t number) {
    if (from.is_folder) return from;
    const auto folder = batch_kit.work() / ("bulk-" + std::to_string(number));
    const bulk_tools with{batch_kit.splitter(), batch_kit.tools().box};
    if (!split_bulk(from.held.get(), folder, with, ready.course)) return from;
    return std::move(open_arguments({folder}, ready.words).front());
}

std::vector<candidate> all_candidates(std::vector<argument> arguments, const preparation& ready,
                                      const kit& batch_kit) {
    std::vector<candidate> result;
    for (auto& it : arguments) {
        auto found = candidates_in(opened(std::move(it), ready, batch_kit, result.size()),
                                   ready.course, batch_kit.work(), ready.words);
        std::move(found.begin(), found.end(), std::back_inserter(result));
    }
    return result;
}

unsigned jobs_for(unsigned asked) {
    return asked != 0 ? asked : static_cast<unsigned>(support::cores());
}

std::vector<judge::result> results_of(const std::vector<graded>& all) {
    std::vector<judge::result> result;
    for (const auto& it : all)
        result.push_back(it.result);
    return result;
}

ending conclude(std::vector<graded> all, const folder& out, const course::catalogue& words,
                double seconds) {
    const auto results = results_of(all);
    record_file(out, "grades.csv", grades_table(results, words), words);
    record_file(out, "class.html", class_page(results, words), words);
    ending end;
    end.grades_csv = out.shown() / "grades.csv";
    end.class_html = out.shown() / "class.html";
    for (const auto& it : results) {
        const bool waits = it.report.status == judge::report_status::present && !it.report.score;
        end.reports_to_mark += waits ? 1U : 0U;
        end.internal_errors += it.has_internal_error() ? 1U : 0U;
    }
    end.all = std::move(all);
    end.seconds = seconds;
    end.interrupted = interrupted();
    return end;
}

circumstances around(const options& what, const preparation& ready, const kit& batch_kit,
                     std::vector<std::string> isolation) {
    circumstances result;
    result.tools = batch_kit.tools();
    result.unpack = {batch_kit.unpacker(), batch_kit.tools().box};
    result.work = batch_kit.work();
    result.engine = toolchain_fingerprint(batch_kit.tools(), batch_kit.unpacker(), isolation);
    result.isolation = std::move(isolation);
    result.report_template = ready.report_template;
    result.course = &ready.course;
    result.words = &ready.words;
    result.judge_words = &ready.judge_words;
    result.unpack_words = &ready.unpack_words;
    result.suite_words = &ready.suite_words;
    result.seed = what.seed;
    result.again = what.again;
    return result;
}

int finish(const ending& end, std::size_t of, const preparation& ready, const progress& tell) {
    if (tell.ended) tell.ended(end);
    if (end.interrupted) {
        throw problem(own_failure, ready.words.text("grade.interrupted",
                                                    {{"done", std::to_string(end.all.size())},
                                                     {"of", std::to_string(of)}}));
    }
    return end.internal_errors == 0 ? 0 : own_failure;
}

int grade_class(const options& what, const preparation& ready, const progress& tell) {
    const auto start = support::clock::now();
    allow_many_files();
    const auto owner = is_root() ? std::optional<user>(ordinary_user(ready.words)) : std::nullopt;
    auto arguments = open_arguments(what.submissions, ready.words);
    const auto out = open_out(what.out, owner, ready.words);
    leave_out(arguments, out.get());
    kit batch_kit(ready.tools, ready.unpacker, owner);
    // From here on nothing is done as root: not one byte of a submission has been looked at.
    if (owner) become(*owner, ready.words);
    check_out(out, ready.words);
    const auto isolation = require_isolation(what, batch_kit, ready.words);
    auto all = all_candidates(std::move(arguments), ready, batch_kit);
    check_readable(all, ready.words);

    const auto count = all.size();
    const auto jobs = jobs_for(what.jobs);
    if (tell.began) tell.began({count, jobs, isolation, owner ? owner->name : ""});
    batch run(around(what, ready, batch_kit, isolation), out, tell);
    auto done = run.judge(std::move(all), jobs);
    const std::chrono::duration<double> took = support::clock::now() - start;
    return finish(conclude(std::move(done), out, ready.words, took.count()), count, ready, tell);
}

}  // namespace

int grade(const options& what, const progress& tell) {
    const auto fail = [&](int status, const std::string& sentence) {
        if (tell.failed) tell.failed(sentence);
        return status;
    };
    const interrupt_guard signals;
    try {
        return grade_class(what, prepare(what), tell);
    } catch (const problem& reason) {
        return fail(reason.status, reason.what());
    } catch (const std::exception& reason) {
        return fail(own_failure, judge::one_line(reason.what(), 500));
    }
}

}  // namespace grading

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
#include "wire/worded.hpp"

#include <algorithm>
#include <set>

#include <sys/resource.h>

namespace grading {
namespace {

namespace fs = std::filesystem;

std::vector<graded_assignment> read_assignments(const context& with) {
    std::vector<graded_assignment> result;
    std::string names;
    for (const auto& it : with.course.assignments) {
        names.append(names.empty() ? "" : ", ").append(it.name);
        if (!with.asked.assignment.empty() && it.name != with.asked.assignment) continue;
        result.push_back({course::only(with.course, it), {}});
        for (const auto in : {course::language::en, course::language::es}) {
            const auto given = with.asked.tools.exercises / it.report_template(in);
            if (fs::exists(given))
                result.back().report_template += support::read_file(given) + "\n";
        }
    }
    if (result.empty())
        throw problem(error_of_use,
                      with.words.text("use.no-assignment",
                                      {{"name", with.asked.assignment}, {"names", names}}));
    return result;
}

// What is read from the tree.
context read_context(const options& asked) {
    context result;
    result.asked = asked;
    result.words = course::catalogue::load(asked.words, asked.language);
    const auto tools = asked.words / "../..";
    for (const auto& more :
         {tools / "judge/words", tools / "unpack/words", asked.tools.suite_words})
        result.words.add(more);
    result.course = course::load(asked.tools.exercises);
    for (const auto& exercise : result.course.exercises)
        result.words.add(asked.tools.exercises / exercise.folder / "words");
    result.guide = read_guide(asked.guide, asked.language);
    result.assignments = read_assignments(result);
    return result;
}

judge::tools absolute(judge::tools from, bool boxed) {
    if (!boxed) from.box.clear();
    for (auto* path :
         {&from.suite, &from.include, &from.exercises, &from.suite_words, &from.box, &from.preload})
        if (!path->empty()) *path = fs::absolute(*path);
    return from;
}

void use(const staging& place, context& into) {
    into.tools = place.tools();
    into.unpack = {place.unpacker(), into.tools.box};
    into.splitter = place.splitter();
    into.work = place.work();
}

// All submissions of a class are open at once, three hundred or more. The usual limit of 1024
// descriptors is only a default.
void allow_many_files() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 65536);
    ::setrlimit(RLIMIT_NOFILE, &files);
}

std::vector<std::string> require_isolation(const context& with) {
    if (with.asked.unsafe_no_sandbox) return {};
    if (!with.tools.boxed()) throw problem(own_failure, with.words.text("isolation.no-box"));
    const auto found = probe_isolation(with.tools.box, with.words);
    if (!found.possible)
        throw problem(own_failure, with.words.text("isolation.refused", {{"why", found.why_not}}));
    return found.kinds;
}

// A bulk download is turned into a folder and then handled as any other folder.
argument opened(argument from, const context& with, std::size_t number) {
    if (from.is_folder) return from;
    const auto folder = with.work / ("bulk-" + std::to_string(number));
    if (!split_bulk(from.held.get(), folder, {with.splitter, with.tools.box}, with.course))
        return from;
    return std::move(open_arguments({folder}, with.words).front());
}

std::vector<candidate> all_candidates(std::vector<argument> arguments, const context& with) {
    std::vector<candidate> result;
    for (auto& it : arguments) {
        auto found = candidates_in(opened(std::move(it), with, result.size()), with.course,
                                   with.work, with.words);
        std::move(found.begin(), found.end(), std::back_inserter(result));
    }
    check_readable(result, with.words);
    return result;
}

unsigned jobs_for(unsigned asked) {
    return asked != 0 ? asked : static_cast<unsigned>(support::cores());
}

// The grade book is what OUT holds: the results of this run, and those of earlier runs.
std::vector<wire::result> grade_book(const std::vector<graded>& done, const folder& out,
                                     const context& with) {
    std::vector<wire::result> result;
    std::set<std::string> fresh;
    for (const auto& it : done) {
        result.push_back(it.result);
        fresh.insert(it.result.submission.name);
    }
    for (auto& it : all_recorded(out)) {
        if (fresh.contains(it.submission.name)) continue;
        it = wire::worded(std::move(it), with.course, with.words);
        with.marks.apply(it, with.words);
        record_again(out, it, with.words, with.guide.links);
        result.push_back(std::move(it));
    }
    std::sort(result.begin(), result.end(), [](const auto& one, const auto& other) {
        return one.submission.name < other.submission.name;
    });
    return result;
}

ending conclude(std::vector<graded> all, const folder& out, const context& with, double seconds) {
    const auto& words = with.words;
    const auto book = grade_book(all, out, with);
    record_file(out, std::string(grades_file), grades_table(book, words), words);
    record_file(out, std::string(class_file), class_page(book, with.course, words, with.guide.links), words);
    for (const auto& [name, bytes] : with.guide.files)
        record_file(out, name, bytes, words);
    with.marks.ask_for(book, out, words);
    ending end;
    end.grades_csv = out.shown() / grades_file;
    end.class_html = out.shown() / class_file;
    end.marks_toml = out.shown() / marks_file;
    for (const auto& it : book) {
        const bool waits = it.report.status == wire::report_status::present && !it.report.score;
        end.reports_to_mark += waits ? 1U : 0U;
    }
    for (const auto& it : all)
        end.internal_errors += it.result.has_internal_error() ? 1U : 0U;
    end.attention = concerns(book);
    for (auto& it : with.marks.misfits(book, words))
        end.attention.push_back(std::move(it));
    end.others = book.size() - all.size();
    end.all = std::move(all);
    end.seconds = seconds;
    end.interrupted = interrupted();
    return end;
}

int finish(const ending& end, std::size_t of, const context& with, const progress& notify) {
    if (notify.ended) notify.ended(end);
    if (end.interrupted) {
        throw problem(own_failure, with.words.text("grade.interrupted",
                                                   {{"done", std::to_string(end.all.size())},
                                                    {"of", std::to_string(of)}}));
    }
    return end.internal_errors == 0 ? 0 : own_failure;
}

int grade_class(context with, const progress& notify) {
    const auto start = support::clock::now();
    allow_many_files();
    const auto owner = is_root() ? std::optional<user>(ordinary_user(with.words)) : std::nullopt;
    auto arguments = open_arguments(with.asked.submissions, with.words);
    const auto out = open_out(with.asked.out, owner, with.words);
    leave_out(arguments, out.get());
    staging place(absolute(with.asked.tools, !with.asked.unsafe_no_sandbox),
                  fs::absolute(with.asked.unpacker), owner);
    use(place, with);
    // From here on nothing is done as root. No byte of a submission has been read so far.
    if (owner) become(*owner, with.words);
    place.guard();
    check_out(out, with.words);
    with.marks = mark_book::read(out, with.words);
    with.isolation = require_isolation(with);
    auto all = all_candidates(std::move(arguments), with);
    with.toolchain = toolchain_fingerprint(with.tools, with.unpack.unpacker, with.isolation);
    if (!with.asked.assignment.empty()) with.toolchain += " " + with.asked.assignment;

    const auto count = all.size();
    const auto jobs = jobs_for(with.asked.jobs);
    if (notify.began) notify.began({count, jobs, with.isolation, owner ? owner->name : ""});
    const auto earlier = all_recorded(out);
    with.marks.adopt_typed(earlier, out, with.words);
    auto done = batch(with, out, notify).judge(std::move(all), earlier, jobs);
    const std::chrono::duration<double> took = support::clock::now() - start;
    return finish(conclude(std::move(done), out, with, took.count()), count, with, notify);
}

}  // namespace

std::string_view name(change which) {
    switch (which) {
    case change::fresh:
        return "new";
    case change::changed:
        return "changed";
    case change::again:
        return "again";
    case change::kept:
        break;
    }
    return "kept";
}

int grade(const options& what, const progress& notify) {
    const auto fail = [&](int status, const std::string& sentence) {
        if (notify.failed) notify.failed(sentence);
        return status;
    };
    const interrupt_guard signals;
    try {
        return grade_class(read_context(what), notify);
    } catch (const problem& reason) {
        return fail(reason.status, reason.what());
    } catch (const std::exception& reason) {
        return fail(own_failure, support::one_line(reason.what(), 500));
    }
}

}  // namespace grading

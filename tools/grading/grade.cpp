#include "grading/grade.hpp"

#include "grading/batch.hpp"
#include "grading/bulk.hpp"
#include "grading/discover.hpp"
#include "grading/export.hpp"
#include "grading/exports.hpp"
#include "grading/interrupt.hpp"
#include "grading/isolation.hpp"
#include "grading/output_folder.hpp"
#include "grading/privileges.hpp"
#include "grading/problem.hpp"
#include "grading/record.hpp"
#include "grading/rules.hpp"
#include "grading/staging.hpp"
#include "grading/told.hpp"
#include "grading/toolchain_fingerprint.hpp"
#include "grading/worksheet.hpp"
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
                result.back().report_templates.push_back(support::read_file(given));
        }
    }
    if (result.empty())
        throw problem(error_of_use,
                      with.words.text("use.no-assignment",
                                      {{"name", with.asked.assignment}, {"names", names}}));
    return result;
}

// The tools that are copied for another user have no sources.
std::map<std::string, std::string> read_stubs(const fs::path& exercises,
                                              const course::course& course) {
    std::map<std::string, std::string> result;
    for (const auto& it : course.exercises)
        if (const auto stub = exercises / it.folder / it.source(); fs::is_regular_file(stub))
            result[it.program] = support::read_file(stub);
    return result;
}

// What is read from the tree.
context read_context(const options& asked) {
    context result;
    result.asked = asked;
    result.course = course::load(asked.tools.exercises);
    const auto language = result.course.only.value_or(asked.language);
    result.words = course::catalogue::load(asked.words, language);
    const auto tools = asked.words / "../..";
    for (const auto& more :
         {tools / "judge/words", tools / "unpack/words", asked.tools.suite_words})
        result.words.add(more);
    for (const auto& exercise : result.course.exercises)
        result.words.add(asked.tools.exercises / exercise.folder / "words");
    result.exports = read_export_names(asked.exports, result.words);
    if (std::count(result.exports.begin(), result.exports.end(), "similarity") > 0)
        result.stubs = read_stubs(asked.tools.exercises, result.course);
    result.guide = read_guide(asked.guide, language);
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
        decide(it, recorded_report(out, it.submission.name), with);
        record_again(out, it, with.words, with.guide.links);
        record_questions(out, it, with.course, with.words);
        result.push_back(std::move(it));
    }
    std::sort(result.begin(), result.end(), [](const auto& one, const auto& other) {
        return one.submission.name < other.submission.name;
    });
    return result;
}

// By assignment: those who have handed in nothing of it. An assignment that is not graded here has
// no missing students.
std::vector<absent> missing_students(const std::vector<wire::result>& book, const context& with) {
    std::vector<absent> result;
    for (const auto& assignment : with.assignments) {
        const auto& name = assignment.course.assignments.front().name;
        const auto of_it = [&](const wire::result& it) {
            return !it.programs.empty() &&
                   assignment.course.find(it.programs.front().name) != nullptr;
        };
        if (std::none_of(book.begin(), book.end(), of_it)) continue;
        for (const auto* it : with.roster.missing(book, with.course, name))
            result.push_back({name, *it});
    }
    return result;
}

// Rows that a person has begun stay in the form; it has none that is marked.
void record_rubric(const std::vector<wire::result>& book, const folder& out, const context& with) {
    std::vector<wire::result> waiting;
    std::copy_if(book.begin(), book.end(), std::back_inserter(waiting), waits_for_mark);
    const std::string name(rubric_file);
    if (waiting.empty() && !out.has(name)) return;
    record_file(out, name, rubric_form(waiting, with.rubric, with.course), with.words);
}

// Of the assignment that is asked for, as students may see them.
std::vector<wire::result> exported_results(const std::vector<wire::result>& book,
                                           const context& with) {
    std::vector<wire::result> result;
    for (const auto& it : book) {
        const auto* of =
            it.programs.empty() ? nullptr : with.course.assignment_of(it.programs.front().name);
        const bool fits =
            with.asked.assignment.empty() || (of != nullptr && of->name == with.asked.assignment);
        if (fits) result.push_back(as_told(it, with.words));
    }
    return result;
}

// Writes OUT/exports, in place of an earlier one: a file of a submission that has no score any more
// must not be uploaded. Returns what was left out of it.
std::vector<concern> record_exports(const std::vector<wire::result>& book, const folder& out,
                                    const context& with) {
    std::vector<concern> result;
    remove_below(out, std::string(exports_folder), with.words);
    const export_source from{exported_results(book, with),
                             with.course,
                             with.words,
                             with.roster,
                             with.moodle ? &*with.moodle : nullptr,
                             with.canvas ? &*with.canvas : nullptr,
                             [&](const auto& it) { return recorded_sources(out, it, with.course); },
                             with.stubs};
    for (const auto& name : with.exports) {
        auto made = export_as(name, from);
        for (const auto& it : made.files)
            record_below(out, std::string(exports_folder) + "/" + it.path, it.bytes, with.words);
        std::move(made.attention.begin(), made.attention.end(), std::back_inserter(result));
    }
    return result;
}

ending conclude(std::vector<graded> all, const folder& out, const context& with, double seconds) {
    const auto& words = with.words;
    const auto book = grade_book(all, out, with);
    record_file(out, std::string(grades_file), grades_table(book, words, with.roster), words);
    record_file(
        out, std::string(class_file),
        class_page(book, with.course, words, with.guide.links, missing_students(book, with)),
        words);
    for (const auto& [name, bytes] : with.guide.files)
        record_file(out, name, bytes, words);
    with.marks.ask_for(book, out, words);
    record_rubric(book, out, with);
    ending end;
    end.interrupted = interrupted();
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
    for (auto& it : with.marks.misfits(book, with.roster, words))
        end.attention.push_back(std::move(it));
    for (auto& it : unmatched(book, with))
        end.attention.push_back(std::move(it));
    // A table that says "no submission" of everybody who was not judged yet would mislead.
    if (!with.exports.empty() && !end.interrupted) {
        end.exports = out.shown() / exports_folder;
        for (auto& it : record_exports(book, out, with))
            end.attention.push_back(std::move(it));
    }
    end.others = book.size() - all.size();
    end.all = std::move(all);
    end.seconds = seconds;
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

constexpr std::size_t largest_table = 4 * 1024 * 1024;

// A mistake in a table stops grading before anything is judged, with its line.
template <class Read>
auto in_a_table(const course::catalogue& words, const Read& read) {
    try {
        return read();
    } catch (const std::runtime_error& why) {
        throw problem(error_of_use, words.text("use.unread-table",
                                               {{"why", support::one_line(why.what(), 400)}}));
    }
}

// As the user who called: the one that grading goes on as may not be able to read it.
std::optional<std::string> read_given(const fs::path& file, const course::catalogue& words) {
    if (file.empty()) return std::nullopt;
    if (!fs::is_regular_file(file))
        throw problem(error_of_use, words.text("use.no-such-file", {{"path", file.string()}}));
    return support::read_file(file);
}

// The file that is given takes the place of the one in OUT once it has been read without a mistake.
roster read_roster(const folder& out, const std::optional<std::string>& given,
                   const context& with) {
    const std::string name(roster_file);
    const auto text = given ? given : out.read(name, largest_table);
    if (!text) return {};
    const auto shown = given ? with.asked.roster : out.shown() / name;
    auto result = in_a_table(
        with.words, [&] { return roster::read(*text, shown.generic_string(), with.course); });
    if (given) record_file(out, name, *text, with.words);
    return result;
}

// The form in OUT, which may be filled in where it is, and the one that is given.
void read_rubrics(const folder& out, const std::optional<std::string>& given, context& with) {
    const std::string name(rubric_file);
    const auto add = [&](const std::optional<std::string>& text, const fs::path& shown) {
        if (!text) return;
        auto rows = in_a_table(
            with.words, [&] { return read_rubric(*text, shown.generic_string(), with.course); });
        std::move(rows.begin(), rows.end(), std::back_inserter(with.rubric));
    };
    add(given, with.asked.rubric);
    add(out.read(name, largest_table), out.shown() / name);
}

void adopt_rubric(const std::vector<wire::result>& earlier, const folder& out, context& with) {
    std::vector<course::mark> marks;
    in_a_table(with.words, [&] {
        for (const auto& row : with.rubric)
            if (auto it = mark_of(row, earlier, with.course, with.words.speaks()))
                marks.push_back(std::move(*it));
        return 0;
    });
    with.marks.adopt(marks, out, with.words);
}

// A platform's table is an export of its own. A mistake in it is found before anything is judged.
void read_worksheets(context& with) {
    const auto& words = with.words;
    if (const auto text = read_given(with.asked.moodle, words)) {
        with.moodle = in_a_table(
            words, [&] { return read_moodle(*text, with.asked.moodle.generic_string(), words); });
        with.exports.emplace_back("moodle");
    }
    if (const auto text = read_given(with.asked.canvas, words)) {
        with.canvas = in_a_table(words, [&] {
            return read_canvas(*text, with.asked.canvas.generic_string(), with.course,
                               with.asked.assignment, words);
        });
        with.exports.emplace_back("canvas");
    }
    for (const auto& it : with.exports)
        if (it == "canvas" && !with.canvas)
            throw problem(error_of_use, words.text("export.canvas-needs"));
}

int grade_class(context with, const progress& notify) {
    const auto start = support::clock::now();
    allow_many_files();
    const auto owner = is_root() ? std::optional<user>(ordinary_user(with.words)) : std::nullopt;
    auto arguments = open_arguments(with.asked.submissions, with.words);
    const auto given_rubric = read_given(with.asked.rubric, with.words);
    const auto given_roster = read_given(with.asked.roster, with.words);
    read_worksheets(with);
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
    with.roster = read_roster(out, given_roster, with);
    read_rubrics(out, given_rubric, with);
    with.isolation = require_isolation(with);
    auto all = all_candidates(std::move(arguments), with);
    with.toolchain =
        toolchain_fingerprint(with.tools, with.unpack.unpacker, with.course, with.isolation);
    if (!with.asked.assignment.empty()) with.toolchain += " " + with.asked.assignment;

    with.seeds = seeds::read(out, with.words);
    const auto new_secret = with.seeds.fresh() ? out.shown() / secret_file : fs::path();
    const auto count = all.size();
    const auto jobs = jobs_for(with.asked.jobs);
    if (notify.began)
        notify.began({count, jobs, with.isolation, new_secret, owner ? owner->name : ""});
    const auto earlier = all_recorded(out);
    with.marks.adopt_typed(earlier, out, with.words);
    adopt_rubric(earlier, out, with);
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

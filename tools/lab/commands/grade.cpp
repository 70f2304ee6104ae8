#include "grading/grade.hpp"

#include "lab/commands/commands.hpp"
#include "lab/commands/open.hpp"
#include "lab/render/grade.hpp"

#include <nlohmann/json.hpp>

#include <iostream>

namespace lab {
namespace {

// Without arguments a newcomer sees the sample class graded.
std::vector<fs::path> submissions_of(const session& now, const cli::grade_arguments& arguments) {
    std::vector<fs::path> result(arguments.submissions.begin(), arguments.submissions.end());
    if (result.empty()) result.push_back(now.where.home / "samples/class");
    return result;
}

// The sample class must not become part of a course's grade book.
fs::path out_of(const cli::grade_arguments& arguments) {
    const bool sample =
        arguments.submissions.empty() && arguments.out == cli::grade_arguments{}.out;
    return sample ? "sample-results" : arguments.out;
}

// Where things are in this tree.
grading::options common_options(const session& now) {
    grading::options result;
    result.tools = now.where.tools();
    result.tools.box = now.where.bin / "sock-box";
    result.unpacker = now.where.bin / "sock-unpack";
    result.words = now.where.home / "tools/grading/words";
    result.guide = now.where.home / "docs/guide";
    result.language = now.say.speaks();
    return result;
}

void take(const cli::class_tables& from, grading::options& to) {
    to.roster = from.roster;
    to.rubric = from.rubric;
    to.exports = from.exports;
    to.moodle = from.moodle;
    to.canvas = from.canvas;
}

grading::options options_of(const session& now, const cli::grade_arguments& arguments) {
    auto result = common_options(now);
    result.submissions = submissions_of(now, arguments);
    result.out = out_of(arguments);
    result.jobs = arguments.jobs;
    result.again = arguments.again;
    result.unsafe_no_sandbox = arguments.unsafe_no_sandbox;
    result.separate_users = arguments.separate_users;
    result.assignment = arguments.assignment;
    if (arguments.shard) result.shard = {arguments.shard->index, arguments.shard->of};
    result.graded_before = arguments.regrade;
    take(arguments.tables, result);
    return result;
}

nlohmann::ordered_json describe(const grading::graded& it) {
    return {{"name", it.result.submission.name},
            {"file", it.result.submission.file},
            {"score", wire::number(it.result.score())},
            {"max_score", wire::number(it.result.max_score())},
            {"automatic", wire::number(it.result.automatic_score())},
            {"automatic_max", wire::number(it.result.automatic_max())},
            {"provisional", it.result.provisional()},
            {"internal_error", it.result.has_internal_error()},
            {"remark", it.summary},
            {"kept", it.change == grading::change::kept},
            {"change", grading::name(it.change)},
            {"seconds", it.seconds},
            {"result", (it.folder / "result.json").generic_string()}};
}

nlohmann::ordered_json describe(const grading::move& it) {
    auto checks = nlohmann::ordered_json::array();
    for (const auto& each : it.checks)
        checks.push_back({{"id", each.id}, {"before", each.before}, {"after", each.after}});
    return {{"name", it.name},
            {"before", wire::number(it.before)},
            {"before_max", wire::number(it.before_of)},
            {"after", wire::number(it.after)},
            {"after_max", wire::number(it.after_of)},
            {"checks", checks}};
}

nlohmann::ordered_json describe(const grading::ending& end) {
    auto moved = nlohmann::ordered_json::array();
    for (const auto& it : end.moved)
        moved.push_back(describe(it));
    auto all = nlohmann::ordered_json::array();
    for (const auto& it : end.all)
        all.push_back(describe(it));
    auto attention = nlohmann::ordered_json::array();
    for (const auto& it : end.attention)
        attention.push_back({{"name", it.name}, {"why", it.why.text}});
    return {{"schema", "sock-lab/grade/1"},
            {"submissions", all},
            {"grades_csv", end.grades_csv.generic_string()},
            {"class_html", end.class_html.generic_string()},
            {"marks_toml", end.marks_toml.generic_string()},
            {"exports", end.exports.generic_string()},
            {"attention", attention},
            {"others", end.others},
            {"moved", moved},
            {"merged", end.merged},
            {"missing_shards", end.missing},
            {"reports_to_mark", end.reports_to_mark},
            {"internal_errors", end.internal_errors},
            {"interrupted", end.interrupted},
            {"seconds", end.seconds}};
}

grading::progress for_a_program(const session& now) {
    grading::progress notify;
    notify.ended = [](const grading::ending& end) {
        std::cout << wire::dump(describe(end), 2) << "\n";
    };
    notify.failed = [&now](const std::string& text) {
        const nlohmann::ordered_json error = {
            {"schema", "sock-lab/error/1"}, {"error", "grade"}, {"text", text}};
        std::cout << wire::dump(error, 2) << "\n";
        std::cerr << render::said(text, now.say);
    };
    return notify;
}

grading::progress for_a_person(const session& now, console::progress_line& line, bool compare) {
    grading::progress notify;
    const auto print = [&line](const std::string& text) {
        line.clear();
        std::cout << text << std::flush;
    };
    notify.began = [&now, print](const grading::beginning& it) {
        print(render::beginning(it, now.say) + "\n");
    };
    notify.started = [&now, &line](const std::string& name) {
        line.show(now.say.text("grade.progress", {{"name", name}}));
    };
    notify.finished = [&now, print](const grading::graded& it) {
        print(render::graded(it, now.say));
    };
    notify.ended = [&now, print, compare](const grading::ending& it) {
        print("\n" + (compare ? render::moves(it, now.say) : "") + render::ending(it, now.say));
    };
    notify.failed = [&now, &line](const std::string& text) {
        line.clear();
        std::cerr << render::said(text, now.say);
    };
    return notify;
}

}  // namespace

status run(const session& now, const cli::grade_arguments& arguments) {
    if (!arguments.open.empty()) return open_graded(now, arguments.out, arguments.open);
    console::progress_line line(now.progress_look());
    const auto notify = now.json ? for_a_program(now) : for_a_person(now, line, arguments.regrade);
    return static_cast<status>(grading::grade(options_of(now, arguments), notify));
}

status run(const session& now, const cli::merge_arguments& arguments) {
    auto options = common_options(now);
    options.submissions.assign(arguments.shards.begin(), arguments.shards.end());
    options.out = arguments.out;
    take(arguments.tables, options);
    console::progress_line line(now.progress_look());
    const auto notify = now.json ? for_a_program(now) : for_a_person(now, line, false);
    return static_cast<status>(grading::merge(options, notify));
}

}  // namespace lab

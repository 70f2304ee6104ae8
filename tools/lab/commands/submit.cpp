#include "course/todo_regions.hpp"
#include "judge/build.hpp"
#include "lab/commands/commands.hpp"
#include "lab/render/preview.hpp"
#include "lab/submit/evidence.hpp"
#include "lab/submit/report.hpp"
#include "lab/submit/zip_name.hpp"
#include "lab/workspace/checking.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/progress.hpp"
#include "support/text_width.hpp"
#include "support/zip.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <iostream>

namespace lab {
namespace {

struct parcel {
    std::string assignment;
    std::vector<support::file_entry> entries;
    std::vector<trial> programs;
    std::vector<std::string> warnings;
    std::string report = "missing";  ///< "present", "empty"
};

void add_program(const session& now, const course::exercise& exercise, parcel& into) {
    const auto file = source_of(now.where, exercise);
    into.programs.push_back({&exercise, file, {}, {}});
    for (const auto& source : judge::read_sources(exercise.program, file).files) {
        // The header of the course is the grader's own; a copy would only be left out again.
        if (source.path == "sock.hpp") continue;
        const auto path = exercise.folder + "/" + source.path;
        // Two programs of one exercise have the same headers.
        const bool there = std::any_of(into.entries.begin(), into.entries.end(),
                                       [&](const auto& it) { return it.path == path; });
        if (!there) into.entries.push_back({path, source.bytes, false});
    }
    const auto text = read_file(file);
    std::string left;
    for (const auto& todo : exercise.todos) {
        if (course::todo_line(text, todo.number) > 0)
            left.append(left.empty() ? "" : ", ").append(std::to_string(todo.number));
    }
    if (!left.empty()) {
        into.warnings.push_back(
            now.say.text("submit.todos-left", {{"file", file.filename()}, {"list", left}}));
    }
}

void add_report(const session& now, const course::assignment& of, parcel& into) {
    const auto file = now.where.exercises() / of.report;
    if (!fs::is_regular_file(file)) {
        into.warnings.push_back(
            now.say.text("submit.no-report", {{"file", now.where.shown(file)}}));
        return;
    }
    const auto text = read_file(file);
    into.report = "present";
    if (handin::report_is_empty(text, handin::report_templates(now.where, of.report))) {
        into.report = "empty";
        into.warnings.push_back(
            now.say.text("submit.empty-report", {{"file", now.where.shown(file)}}));
    }
    into.entries.push_back({"REPORTE.md", text, false});
    for (auto& evidence : handin::evidence_files(now.where))
        into.entries.push_back(std::move(evidence));
}

// The assignment that was asked for; otherwise the last one in which a program was begun.
const course::assignment& assignment_of(const session& now, const course::course& course,
                                        const std::string& asked) {
    if (!asked.empty()) return choose_assignment(course, asked);
    const auto* result = &course.assignments.front();
    for (const auto& progress : read_progress(now.where, course)) {
        const bool begun = progress.state != exercise_state::missing &&
                           progress.state != exercise_state::not_started;
        for (const auto& it : course.assignments)
            // Both point into one vector: the later one is greater.
            if (begun && it.holds(*progress.exercise) && &it > result) result = &it;
    }
    return *result;
}

// One name for each: both zips may lie in one folder.
std::string file_stem(const course::course& course, const course::assignment& it,
                      const std::string& name) {
    auto result = handin::stem(name);
    if (result.empty()) throw problem(status::wrong_use, "submit-bad-name", {{"name", name}});
    return &it == &course.assignments.front() ? result : result + "_" + it.name;
}

void say_which(const session& now, const course::course& course, const course::assignment& it) {
    std::string others;
    for (const auto& other : course.assignments)
        if (&other != &it) others.append(others.empty() ? "" : ", ").append(other.name);
    if (others.empty()) return;
    std::cout << now.say.paragraph(
        0, "submit.assignment",
        {{"name", it.name}, {"title", it.title.in(now.say.speaks())}, {"others", others}});
}

void require_sources(const session& now, const course::course& course) {
    std::string missing;
    for (const auto& exercise : course.exercises) {
        const auto file = source_of(now.where, exercise);
        if (sources_of(now.where, exercise).size() > 1)
            throw problem(status::wrong_use, "submit-several",
                          {{"program", exercise.program}, {"file", now.where.shown(file)}});
        if (!fs::is_regular_file(file))
            missing.append(missing.empty() ? "" : ", ").append(now.where.shown(file));
    }
    if (!missing.empty()) throw problem(status::wrong_use, "submit-missing", {{"list", missing}});
}

/// What happened to an older file of the same name.
enum class before { nothing, same, backed_up };

struct handed {
    fs::path file;
    before older = before::nothing;
    fs::path backup;
};

handed write(const session& now, const parcel& content, const std::string& stem) {
    handed result;
    result.file = now.where.here / (stem + ".zip");
    const auto bytes = support::zip(content.entries);
    if (fs::exists(result.file)) {
        const bool same = fs::is_regular_file(result.file) && read_file(result.file) == bytes;
        result.older = same ? before::same : before::backed_up;
        if (!same) result.backup = back_up(result.file, now.where.memory());
    }
    if (result.older != before::same) write_file(result.file, bytes);
    return result;
}

void print_json(const session& now, const parcel& content, const handed& it,
                const std::vector<wire::program>& seen) {
    auto programs = nlohmann::ordered_json::array();
    for (const auto& program : seen)
        programs.push_back(wire::to_json(program));
    auto files = nlohmann::ordered_json::array();
    for (const auto& entry : content.entries)
        files.push_back(entry.path);
    nlohmann::ordered_json result = {{"schema", "sock-lab/submit/1"},
                                     {"assignment", content.assignment},
                                     {"file", it.file.filename().string()},
                                     {"files", files},
                                     {"warnings", content.warnings},
                                     {"report", content.report},
                                     {"programs", programs},
                                     {"backup", nullptr}};
    if (it.older == before::backed_up) result["backup"] = now.where.shown(it.backup);
    std::cout << wire::dump(result, 2) << "\n";
}

void print_text(const session& now, const parcel& content, const handed& it) {
    const auto name = it.file.filename().string();
    const auto id = it.older == before::same ? "submit.same" : "submit.made";
    std::cout << now.say.paragraph(0, id, {{"file", name}});
    for (const auto& entry : content.entries)
        std::cout << "  " << now.say.show(entry.path) << "\n";
    if (it.older == before::backed_up)
        std::cout << now.say.paragraph(0, "submit.backup", {{"file", now.where.shown(it.backup)}});
    for (const auto& warning : content.warnings)
        std::cout << now.say.paragraph(0, "submit.warning", {{"text", warning}});
}

void print_preview(const session& now, const parcel& content,
                   const std::vector<wire::program>& seen) {
    std::cout << "\n" << now.say.paragraph(0, "submit.grader");
    for (const auto& program : seen)
        std::cout << render::preview(program, now.say);
    const bool good = content.report == "present";
    std::cout << "  "
              << now.say.paint(good ? console::role::good : console::role::bad,
                               now.say.symbol(good ? "✓" : "✗"))
              << " " << support::pad_right("REPORTE.md", 12) << " "
              << now.say.text("submit.report." + content.report) << "\n\n";
}

// Not fatal: the zip is already made, even if the checks cannot run here.
std::vector<wire::program> look_ahead(const session& now, parcel& content) {
    try {
        judge_all(now, content.programs);
        std::vector<wire::program> result;
        for (auto& it : content.programs)
            result.push_back(std::move(it.outcome.program));
        return result;
    } catch (const problem& why) {
        std::cerr << support::paragraph("lab: ", now.say.text("problem." + why.id(), why.params()),
                                        now.say.how().columns);
        return {};
    }
}

}  // namespace

status run(const session& now, const cli::submit_arguments& arguments) {
    const auto whole = load_course(now.where);
    const auto& assignment = assignment_of(now, whole, arguments.assignment);
    const auto stem = file_stem(whole, assignment, arguments.name);
    const auto course = course::only(whole, assignment);
    require_sources(now, course);
    parcel content;
    content.assignment = assignment.name;
    for (const auto& exercise : course.exercises)
        add_program(now, exercise, content);
    add_report(now, assignment, content);
    const auto done = write(now, content, stem);
    if (!now.json) say_which(now, whole, assignment);
    if (!now.json) print_text(now, content, done);
    const auto seen = arguments.no_check ? std::vector<wire::program>() : look_ahead(now, content);
    if (now.json) {
        print_json(now, content, done, seen);
        return status::well;
    }
    if (!seen.empty()) print_preview(now, content, seen);
    std::cout << now.say.paragraph(0, "submit.next", {{"file", done.file.filename().string()}});
    return status::well;
}

}  // namespace lab

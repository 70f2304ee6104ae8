#include "lab/authoring/bundle.hpp"

#include "course/hidden_checks.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/progress.hpp"

#include <algorithm>
#include <utility>

#include <fnmatch.h>
#include <unistd.h>

namespace authoring {
namespace {

namespace fs = std::filesystem;
using course::language;
using support::file_entry;

bool begins(std::string_view path, std::string_view with) {
    return path.substr(0, with.size()) == with;
}

std::vector<std::string> files_below(const fs::path& home, bool (*wanted)(std::string_view)) {
    std::vector<std::string> result;
    auto it = fs::recursive_directory_iterator(home);
    for (; it != fs::recursive_directory_iterator(); ++it) {
        const auto path = it->path().lexically_relative(home).generic_string();
        const bool elsewhere = path == "build" || path == ".git" || path == ".lab";
        if (it->is_directory() && elsewhere) it.disable_recursion_pending();
        if (it->is_regular_file() && !it->is_symlink() && wanted(path)) result.push_back(path);
    }
    std::sort(result.begin(), result.end());
    return result;
}

bool is_exercise_data(std::string_view path) {
    return begins(path, "exercises/") && path.size() > 14 &&
           path.substr(path.size() - 14) == "/exercise.toml";
}

bool is_executable(const fs::path& file) {
    return ::access(file.c_str(), X_OK) == 0;
}

template <std::size_t Count>
bool decided(const std::array<publication_rule, Count>& rules, std::string_view path, bool result) {
    const std::string text(path);
    for (const auto& rule : rules)
        if (::fnmatch(rule.pattern, text.c_str(), 0) == 0) result = rule.published;
    return result;
}

file_entry read_entry(const fs::path& home, const std::string& path) {
    auto bytes = lab::read_file(home / path);
    if (is_exercise_data(path)) bytes = course::without_hidden_checks(bytes);
    return {path, std::move(bytes), is_executable(home / path)};
}

std::string solution_of(const lab::workspace& where, const course::exercise& exercise) {
    return lab::read_file(where.solutions() / exercise.folder / exercise.source());
}

// The report template of each assignment, in the students' language.
void add_reports(const lab::workspace& where, const course::course& course, language in,
                 std::vector<file_entry>& into) {
    for (const auto& it : course.assignments) {
        const auto report_template = where.exercises() / it.report_template(in);
        if (!fs::is_regular_file(report_template)) continue;
        const auto text = lab::read_file(report_template);
        into.push_back({"exercises/" + it.report, text, false});
        into.push_back({"stubs/" + it.report, text, false});
    }
}

// A row for each exercise: its instructions, its programs, and what it is handed in with.
std::string rows_of_exercises(const course::course& course, language in) {
    const std::string instructions = in == language::es ? "README.es.md" : "README.md";
    std::string result;
    std::string last;
    for (const auto& it : course.exercises) {
        if (it.folder == last) continue;
        last = it.folder;
        std::string programs;
        for (const auto* program : course.in_folder(it.folder))
            programs += (programs.empty() ? "`" : ", `") + program->program + "`";
        std::string assignment;
        for (const auto& each : course.assignments)
            if (each.holds(it)) assignment = each.title.in(in);
        result += "| [" + it.folder.substr(0, it.folder.find('_')) + " " + it.title.in(in) +
                  "](exercises/" + it.folder + "/" + instructions + ") | " + programs + " | " +
                  assignment + " |\n";
    }
    return result;
}

std::string list_of_reports(const course::course& course) {
    std::string result;
    for (const auto& it : course.assignments)
        result += (result.empty() ? "`exercises/" : ", `exercises/") + it.report + "`";
    return result;
}

// The files that only the bundle has.
void add_own_files(const lab::workspace& where, const course::course& course, language in,
                   std::vector<file_entry>& into) {
    const auto home = where.home / "tools/lab/authoring/bundle";
    const auto readme = lab::read_file(home / ("README." + std::string(course::code(in)) + ".md"));
    into.push_back({"README.md",
                    course::fill(readme, {{"title", course.title.in(in)},
                                          {"exercises", rows_of_exercises(course, in)},
                                          {"reports", list_of_reports(course)}}),
                    false});
    auto workflow = lab::read_file(home / "check.yml");
    const std::string mark = "@LANGUAGE@";
    workflow.replace(workflow.find(mark), mark.size(), course::code(in));
    into.push_back({".github/workflows/check.yml", workflow, false});
}

}  // namespace

bool published(std::string_view path) {
    return decided(publication_rules, path, false);
}

bool needed_for_grading(std::string_view path) {
    return decided(grading_rules, path, published(path));
}

std::vector<file_entry> files_of(const fs::path& home, bool (*wanted)(std::string_view)) {
    std::vector<file_entry> result;
    for (const auto& path : files_below(home, wanted))
        result.push_back({path, lab::read_file(home / path), is_executable(home / path)});
    return result;
}

std::vector<file_entry> bundle(const lab::workspace& where, const course::course& course,
                               language in) {
    std::vector<file_entry> result;
    for (const auto& path : files_below(where.home, published))
        result.push_back(read_entry(where.home, path));
    for (const auto& exercise : course.exercises) {
        const auto text = lab::made_stub(where, exercise, in);
        const auto path = exercise.folder + "/" + exercise.source();
        result.push_back({"exercises/" + path, text, false});
        result.push_back({"stubs/" + path, text, false});
    }
    add_reports(where, course, in, result);
    add_own_files(where, course, in, result);
    return result;
}

std::vector<file_entry> published_programs(const lab::workspace& where) {
    std::vector<file_entry> result;
    const auto home = where.bin.parent_path() / "published";
    std::error_code none;
    for (const auto& it : fs::recursive_directory_iterator(home, none)) {
        if (!it.is_regular_file()) continue;
        const auto path = "bin" / it.path().lexically_relative(home);
        result.push_back({path.generic_string(), lab::read_file(it.path()), true});
    }
    return result;
}

void lay_out(std::vector<file_entry>& entries, const fs::path& name) {
    for (auto& it : entries) {
        const auto first = fs::path(it.path).begin()->string();
        const bool top =
            first.front() == '.' ||
            std::find(top_of_bundle.begin(), top_of_bundle.end(), first) != top_of_bundle.end();
        it.path = (top ? name / it.path : name / lab::not_yours / it.path).generic_string();
    }
}

std::set<std::string> hidden_checks(const course::course& course) {
    std::set<std::string> result;
    for (const auto& exercise : course.exercises) {
        for (const auto& check : exercise.checks)
            if (check.hidden) result.insert(check.id);
    }
    return result;
}

std::vector<std::string> all_solutions(const lab::workspace& where, const course::course& course) {
    std::vector<std::string> result;
    for (const auto& exercise : course.exercises)
        result.push_back(solution_of(where, exercise));
    return result;
}

std::vector<std::string> all_stubs(const lab::workspace& where, const course::course& course) {
    std::vector<std::string> result;
    for (const auto& exercise : course.exercises) {
        for (const auto in : {language::en, language::es})
            result.push_back(lab::made_stub(where, exercise, in));
    }
    return result;
}

}  // namespace authoring

#include "course/todo_regions.hpp"
#include "lab/authoring/autograder.hpp"
#include "lab/authoring/bundle.hpp"
#include "lab/authoring/leak.hpp"
#include "lab/commands/commands.hpp"
#include "lab/workspace/files.hpp"
#include "support/zip.hpp"
#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <iostream>
#include <set>

namespace lab {
namespace {

void refuse_hidden_checks(const std::vector<support::file_entry>& entries,
                          const course::course& course) {
    const auto found = authoring::leaks(entries, authoring::hidden_checks(course));
    if (found.empty()) return;
    const auto& first = found.front();
    throw problem(
        status::own_failure, "leak-hidden",
        {{"file", first.path}, {"line", std::to_string(first.line)}, {"check", first.secret}});
}

void refuse_leaks(const std::vector<support::file_entry>& entries,
                  const std::set<std::string>& secrets) {
    const auto opaque = authoring::unreadable(entries);
    if (!opaque.empty())
        throw problem(status::own_failure, "leak-unreadable", {{"file", opaque.front()}});
    const auto found = authoring::leaks(entries, secrets);
    if (found.empty()) return;
    const auto& first = found.front();
    throw problem(status::own_failure, "leak",
                  {{"file", first.path},
                   {"line", std::to_string(first.line)},
                   {"text", first.secret},
                   {"n", std::to_string(found.size())}});
}

/// Where the bundle went, and where an older one is now.
struct published_at {
    fs::path out;
    fs::path backup;
};

/// The kinds of machine that the bundle has programs for: "linux-x86_64".
std::set<std::string> kinds_of(const std::vector<support::file_entry>& programs) {
    std::set<std::string> result;
    for (const auto& it : programs)
        result.insert(fs::path(it.path).parent_path().filename().string());
    return result;
}

published_at write(const session& now, const std::vector<support::file_entry>& entries,
                   const std::string& out) {
    published_at result{now.where.here / out, {}};
    if (result.out.extension() == ".zip") {
        if (fs::exists(result.out)) result.backup = back_up(result.out, now.where.memory());
        write_file(result.out, support::zip(entries));
        return result;
    }
    const bool taken =
        fs::exists(result.out) && (!fs::is_directory(result.out) || !fs::is_empty(result.out));
    if (taken) throw problem(status::wrong_use, "out-not-empty", {{"folder", out}});
    lab::write_folder(entries, result.out);
    return result;
}

std::string sentence_about(const std::set<std::string>& kinds, const session& now) {
    if (kinds.empty()) return now.say.paragraph(0, "publish.no-programs");
    std::string list;
    for (const auto& kind : kinds)
        list += (list.empty() ? "" : ", ") + kind;
    return now.say.paragraph(0, "publish.programs", {{"kinds", list}});
}

nlohmann::ordered_json described(const session& now,
                                 const std::vector<support::file_entry>& entries,
                                 const published_at& at) {
    auto files = nlohmann::ordered_json::array();
    for (const auto& entry : entries)
        files.push_back(entry.path);
    return {{"schema", "sock-lab/publish/1"},
            {"out", now.where.shown(at.out)},
            {"language", course::code(now.say.speaks())},
            {"files", files}};
}

void tell_backup(const session& now, const published_at& at) {
    if (at.backup.empty()) return;
    std::cout << now.say.paragraph(0, "submit.backup", {{"file", now.where.shown(at.backup)}});
}

void print(const session& now, const std::vector<support::file_entry>& entries,
           const std::set<std::string>& kinds, std::size_t secrets, const published_at& at) {
    if (now.json) {
        auto result = described(now, entries, at);
        result["programs_for"] = kinds;
        result["solution_lines_looked_for"] = secrets;
        std::cout << wire::dump(result, 2) << "\n";
        return;
    }
    std::cout << now.say.paragraph(0, "publish.made",
                                   {{"out", now.where.shown(at.out)},
                                    {"n", std::to_string(entries.size())},
                                    {"secrets", std::to_string(secrets)}});
    std::cout << sentence_about(kinds, now);
    tell_backup(now, at);
}

status publish_autograder(const session& now, const std::string& out) {
    if (!now.where.has_solutions()) throw problem(status::wrong_use, "no-solutions");
    const auto entries = authoring::gradescope_autograder(now.where, now.say.speaks(),
                                                          now.say.text("publish.not-graded"));
    const auto at = write(now, entries, out);
    if (now.json) {
        std::cout << wire::dump(described(now, entries, at), 2) << "\n";
        return status::well;
    }
    std::cout << now.say.paragraph(
        0, "publish.autograder",
        {{"out", now.where.shown(at.out)}, {"n", std::to_string(entries.size())}});
    tell_backup(now, at);
    return status::well;
}

}  // namespace

status run(const session& now, const cli::publish_arguments& arguments) {
    if (arguments.gradescope) return publish_autograder(now, arguments.out);
    if (!now.where.has_solutions()) throw problem(status::wrong_use, "no-solutions");
    const auto course = load_course(now.where);
    try {
        auto entries = authoring::bundle(now.where, course, now.say.speaks());
        const auto secrets = authoring::secrets(authoring::all_solutions(now.where, course),
                                                authoring::all_stubs(now.where, course));
        refuse_leaks(entries, secrets);
        const auto programs = authoring::published_programs(now.where);
        entries.insert(entries.end(), programs.begin(), programs.end());
        refuse_hidden_checks(entries, course);
        const fs::path out = arguments.out;
        authoring::lay_out(entries, out.extension() == ".zip" ? out.stem() : "");
        const auto at = write(now, entries, arguments.out);
        print(now, entries, kinds_of(programs), secrets.size(), at);
    } catch (const course::marker_error& error) {
        throw problem(status::own_failure, "bad-marker",
                      {{"line", std::to_string(error.line)}, {"reason", error.what()}});
    }
    return status::well;
}

}  // namespace lab

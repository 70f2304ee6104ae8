#include "course/todo_regions.hpp"
#include "lab/authoring/bundle.hpp"
#include "lab/authoring/leak.hpp"
#include "lab/commands/commands.hpp"
#include "lab/workspace/files.hpp"
#include "support/zip.hpp"
#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <iostream>

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

void print(const session& now, const std::vector<support::file_entry>& entries, std::size_t secrets,
           const published_at& at) {
    if (now.json) {
        auto files = nlohmann::ordered_json::array();
        for (const auto& entry : entries)
            files.push_back(entry.path);
        const nlohmann::ordered_json result = {{"schema", "sock-lab/publish/1"},
                                               {"out", now.where.shown(at.out)},
                                               {"language", course::code(now.say.speaks())},
                                               {"solution_lines_looked_for", secrets},
                                               {"files", files}};
        std::cout << wire::dump(result, 2) << "\n";
        return;
    }
    std::cout << now.say.paragraph(0, "publish.made",
                                   {{"out", now.where.shown(at.out)},
                                    {"n", std::to_string(entries.size())},
                                    {"secrets", std::to_string(secrets)}});
    if (!at.backup.empty()) {
        std::cout << now.say.paragraph(0, "submit.backup", {{"file", now.where.shown(at.backup)}});
    }
}

}  // namespace

status run(const session& now, const cli::publish_arguments& arguments) {
    if (!now.where.has_solutions()) throw problem(status::wrong_use, "no-solutions");
    const auto course = load_course(now.where);
    try {
        const auto entries = authoring::bundle(now.where, course, now.say.speaks());
        const auto secrets = authoring::secrets(authoring::all_solutions(now.where, course),
                                                authoring::all_stubs(now.where, course));
        refuse_leaks(entries, secrets);
        refuse_hidden_checks(entries, course);
        const auto at = write(now, entries, arguments.out);
        print(now, entries, secrets.size(), at);
    } catch (const course::marker_error& error) {
        throw problem(status::own_failure, "bad-marker",
                      {{"line", std::to_string(error.line)}, {"reason", error.what()}});
    }
    return status::well;
}

}  // namespace lab

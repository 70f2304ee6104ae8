#include "course/todo_regions.hpp"
#include "lab/authoring/skeleton.hpp"
#include "lab/commands/commands.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/progress.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace lab {
namespace {

void require_new_name(const course::course& course, const std::string& name) {
    if (!authoring::is_program_name(name))
        throw problem(status::wrong_use, "bad-program-name", {{"name", name}});
    if (course.find(name) != nullptr)
        throw problem(status::wrong_use, "exercise-exists", {{"name", name}});
}

// No existing file is overwritten.
void require_room(const session& now, const std::vector<support::file_entry>& files) {
    for (const auto& it : files) {
        const auto path = now.where.home / it.path;
        if (fs::exists(path))
            throw problem(status::wrong_use, "file-exists", {{"file", now.where.shown(path)}});
    }
}

// The stub comes from the solution, as always; the course is read again, with the new exercise.
fs::path write_stub(const session& now, const std::string& name) {
    const auto course = load_course(now.where);
    const auto& exercise = choose_one(course, name);
    const auto solution = now.where.solutions() / exercise.folder / exercise.source();
    const auto file = stub_of(now.where, exercise);
    write_file(file, course::stub(read_file(solution), exercise, course::language::en));
    return file;
}

}  // namespace

status run(const session& now, const cli::new_arguments& arguments) {
    if (!now.where.has_solutions()) throw problem(status::wrong_use, "no-solutions");
    const auto course = load_course(now.where);
    require_new_name(course, arguments.name);
    const auto files = authoring::skeleton(now.where, course, arguments.name);
    require_room(now, files);
    lab::write_folder(files, now.where.home);
    std::vector<std::string> written;
    for (const auto& it : files)
        written.push_back(now.where.shown(now.where.home / it.path));
    written.push_back(now.where.shown(write_stub(now, arguments.name)));
    std::sort(written.begin(), written.end());
    if (now.json) {
        const nlohmann::ordered_json result = {
            {"schema", "sock-lab/new/1"}, {"program", arguments.name}, {"files", written}};
        std::cout << wire::dump(result, 2) << "\n";
        return status::well;
    }
    std::cout << now.say.paragraph(0, "new.made", {{"name", arguments.name}});
    for (const auto& path : written)
        std::cout << "  " << path << "\n";
    std::cout << now.say.paragraph(0, "new.next", {{"name", arguments.name}});
    return status::well;
}

}  // namespace lab

#include "lab/commands/open.hpp"

#include "grading/record.hpp"
#include "lab/commands/commands.hpp"
#include "support/files.hpp"
#include "support/similar.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <iostream>
#include <system_error>

#include <stdlib.h>

namespace lab {
namespace {

// What the commands read of the tree. Without solutions/ the tree looks as it does to a student.
constexpr const char* linked[] = {"include", "tools", "tests", "docs"};

std::string quoted(const fs::path& path) {
    std::string result = "'";
    for (const char c : path.string())
        result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return result + "'";
}

wire::result find_result(const session& now, const fs::path& out, const std::string& name) {
    const auto file = out / name / "result.json";
    if (name.find('/') == std::string::npos && fs::exists(file))
        return wire::result_from_json(nlohmann::ordered_json::parse(support::read_file(file)));
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& each : fs::directory_iterator(out, none))
        if (fs::exists(each.path() / "result.json"))
            names.push_back(each.path().filename().string());
    const auto meant = support::similar(name, names);
    const auto shown = now.where.shown(out);
    if (meant.empty())
        throw problem(status::wrong_use, "not-graded", {{"name", name}, {"out", shown}});
    throw problem(status::wrong_use, "not-graded-meant",
                  {{"name", name}, {"out", shown}, {"meant", meant}});
}

// It stays until the person removes it.
fs::path new_tree(const std::string& name) {
    auto path = (fs::temp_directory_path() / ("sock-open-" + name + "-XXXXXX")).string();
    if (::mkdtemp(path.data()) == nullptr)
        throw problem(status::own_failure, "unwritable",
                      {{"file", path}, {"reason", std::generic_category().message(errno)}});
    return path;
}

// The launcher would build the lab anew there.
void put_command(const workspace& where, const fs::path& tree) {
    const auto file = tree / "lab";
    support::write_file(file, "#!/bin/sh\nSOCK_LAB_HOME=" + quoted(tree) +
                                  " SOCK_LAB_CALLED=./lab\nSOCK_LAB_BIN=" + quoted(where.bin) +
                                  "\nexport SOCK_LAB_HOME SOCK_LAB_CALLED SOCK_LAB_BIN\nexec " +
                                  quoted(where.bin / "sock-lab") + " \"$@\"\n");
    fs::permissions(file, fs::perms::owner_all | fs::perms::group_read | fs::perms::others_read);
}

void fill(const workspace& where, const fs::path& graded, const fs::path& tree) {
    constexpr auto over = fs::copy_options::recursive | fs::copy_options::overwrite_existing |
                          fs::copy_options::skip_symlinks;
    for (const char* folder : linked)
        if (fs::exists(where.home / folder))
            fs::create_directory_symlink(where.home / folder, tree / folder);
    fs::copy(where.exercises(), tree / "exercises", fs::copy_options::recursive);
    fs::copy(graded / grading::sources_folder, tree / "exercises", over);
    if (fs::exists(graded / "REPORTE.md"))
        fs::copy_file(graded / "REPORTE.md", tree / "exercises/REPORTE.md",
                      fs::copy_options::overwrite_existing);
    put_command(where, tree);
}

std::string first_failure(const wire::result& it) {
    for (const auto& program : it.programs)
        for (const auto& check : program.checks)
            if (check.verdict == wire::verdict::failed) return check.id;
    return "";
}

std::vector<std::string> commands_for(const wire::result& it, const course::course& course,
                                      const fs::path& tree) {
    std::vector<std::string> result = {"cd " + quoted(tree), "./lab check --seed " + it.seed};
    const auto failed = first_failure(it);
    if (!failed.empty()) result.push_back("./lab replay " + failed + " --seed " + it.seed);
    for (const auto& program : it.programs) {
        const auto* exercise = course.find(program.name);
        for (const auto& in : course::dialects) {
            if (exercise == nullptr || in.name != program.language) continue;
            result.push_back("${EDITOR:-vi} exercises/" + exercise->folder + "/" +
                             exercise->source(in.which));
        }
    }
    return result;
}

}  // namespace

status open_graded(const session& now, const std::string& out, const std::string& name) {
    const auto course = load_course(now.where);
    const auto folder = now.where.here / out;
    const auto result = find_result(now, folder, name);
    if (!fs::exists(folder / name / grading::sources_folder))
        throw problem(status::wrong_use, "no-sources", {{"name", name}});
    const auto tree = new_tree(name);
    fill(now.where, folder / name, tree);
    const auto commands = commands_for(result, course, tree);
    if (now.json) {
        const nlohmann::ordered_json all = {{"schema", "sock-lab/open/1"},
                                            {"name", name},
                                            {"folder", tree.string()},
                                            {"seed", result.seed},
                                            {"commands", commands}};
        std::cout << wire::dump(all, 2) << "\n";
        return status::well;
    }
    std::cout << now.say.paragraph(0, "grade.opened", {{"name", name}}) << "\n";
    for (const auto& each : commands)
        std::cout << "  " << now.say.show(each) << "\n";
    std::cout << "\n" << now.say.paragraph(0, "grade.opened-warning");
    return status::well;
}

}  // namespace lab

// The settings for VS Code and the dev container: each command is one that exists, and so is each
// file that they name.
#include "lab/cli/parse.hpp"
#include "lab/commands/commands.hpp"
#include "lab/workspace/files.hpp"
#include "sock_catch.hpp"
#include "support/process.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace editor {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path tree = SOCK_TREE;

json settings(const std::string& path) {
    return json::parse(lab::read_file(tree / path));
}

const course::course& the_course() {
    static const auto all = course::load(tree / "exercises");
    return all;
}

const course::catalogue& english() {
    static const auto catalogue =
        course::catalogue::load(tree / "tools/lab/words", course::language::en);
    return catalogue;
}

/// `text` as VS Code fills it while `file`, a path in the tree, is open in the folder `home`.
std::string with_open_file(std::string text, const fs::path& home, const fs::path& file) {
    const std::map<std::string, std::string> values = {
        {"${workspaceFolder}", home.string()},
        {"${file}", (home / file).string()},
        {"${fileDirname}", (home / file).parent_path().string()},
        {"${relativeFileDirname}", file.parent_path().string()},
        {"${fileBasenameNoExtension}", file.stem().string()}};
    for (const auto& [name, value] : values) {
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name))
            text.replace(at, name.size(), value);
    }
    INFO(text);
    REQUIRE(text.find("${") == std::string::npos);
    return text;
}

fs::path source_of(const course::exercise& exercise) {
    return fs::path("exercises") / exercise.folder / exercise.source();
}

json task_named(const std::string& label) {
    const auto all = settings(".vscode/tasks.json").at("tasks");
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const json& it) { return it.at("label") == label; });
    INFO(label);
    REQUIRE(found != all.end());
    return *found;
}

bool holds(const json& list, const std::string& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

TEST_CASE("each task of the editor is a command of lab about the open file's exercise") {
    int commands = 0;
    const auto tasks = settings(".vscode/tasks.json").at("tasks");
    for (const auto& task : tasks) {
        if (task.at("command") != "./lab") continue;
        for (const auto& exercise : the_course().exercises) {
            std::vector<std::string> words;
            for (const auto& word : task.at("args"))
                words.push_back(with_open_file(word, tree, source_of(exercise)));
            CAPTURE(words);
            CHECK_NOTHROW(static_cast<void>(cli::parse(words, english())));
            REQUIRE(words.size() == 2);
            const auto chosen = lab::choose(the_course(), {words[1]});
            // A command about one program gets the file's name, `check` may get the folder.
            CHECK((words[0] == "check" || chosen.size() == 1));
            CHECK(std::any_of(chosen.begin(), chosen.end(), [&](const course::exercise* it) {
                return it->program == exercise.program;
            }));
            ++commands;
        }
    }
    CHECK(commands > 0);
}

TEST_CASE("one key checks, and one key builds and debugs the program of the open file") {
    CHECK(task_named("lab: check").at("group").at("isDefault") == true);
    const auto launch = settings(".vscode/launch.json").at("configurations").at(0);
    const auto build = task_named(launch.at("preLaunchTask"));
    const lab::scratch_folder home;
    fs::create_directory_symlink(tree / "include", home.path() / "include");
    fs::create_directory_symlink(tree / "exercises", home.path() / "exercises");
    fs::create_directory_symlink(tree / "solutions", home.path() / "solutions");
    const std::vector<fs::path> open_files = {source_of(*the_course().find("tcp_server")),
                                              source_of(*the_course().find("users_server")),
                                              "solutions/02_tcp_client/tcp_client.c"};
    for (const auto& file : open_files) {
        CAPTURE(file);
        support::command what;
        what.argv = {"sh", "-c", with_open_file(build.at("command"), home.path(), file)};
        what.directory = home.path().string();
        const auto built = support::run(what, support::milliseconds{60'000});
        INFO(built.err.text());
        CHECK(built.status.success());
        const fs::path made = with_open_file(launch.at("program"), home.path(), file);
        CHECK(made.filename() == file.stem());
        CHECK(fs::is_regular_file(made));
    }
}

TEST_CASE("the editor and the dev container bring the debugger that the launch needs") {
    const auto launch = settings(".vscode/launch.json").at("configurations").at(0);
    CHECK(launch.at("type") == "cppdbg");
    CHECK(launch.at("MIMode") == "gdb");
    const std::string debugger = "ms-vscode.cpptools";
    CHECK(holds(settings(".vscode/extensions.json").at("recommendations"), debugger));
    const auto container = settings(".devcontainer/devcontainer.json");
    CHECK(holds(container.at("customizations").at("vscode").at("extensions"), debugger));
    const auto dockerfile =
        tree / ".devcontainer" / container.at("build").at("dockerfile").get<std::string>();
    const auto machine = lab::read_file(dockerfile);
    CHECK(machine.find(" gdb ") != std::string::npos);
    CHECK(machine.find("USER " + container.at("remoteUser").get<std::string>() + "\n") !=
          std::string::npos);
    CHECK(container.at("postCreateCommand") == "./lab");
}

TEST_CASE("the folders that the editor's settings name are there") {
    const auto all = settings(".vscode/settings.json");
    for (const auto& folder : all.at("C_Cpp.default.includePath"))
        CHECK(fs::is_directory(with_open_file(folder, tree, "exercises/course.toml")));
}

}  // namespace editor

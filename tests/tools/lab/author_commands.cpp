// The commands for authors of a course: publish, stubs, new, verify.
#include "course/course.hpp"
#include "support/process.hpp"
#include "tools/lab/answers.hpp"

#include <algorithm>

namespace {

using saying::holds;
namespace fs = std::filesystem;
using world::parsed;
using world::tree;

}  // namespace

TEST_CASE("publish gives the stubs in one language, and no line of a solution") {
    const tree tree;
    const auto made = parsed(tree.lab({"publish", "--lang", "es", "--out", "bundle", "--json"}));
    CHECK(made.at("solution_lines_looked_for") > 10);
    CHECK(holds(tree.read("bundle/exercises/01_tcp_server/tcp_server.cpp"), "Páginas de manual"));
    const bool built = fs::exists(fs::path(BIN).parent_path() / "published");
    CHECK(made.at("programs_for").size() == (built ? 1U : 0U));
    CHECK(tree.read("bundle/tools-not-yours/stubs/02_tcp_client/tcp_client.cpp") ==
          tree.read("bundle/exercises/02_tcp_client/tcp_client.cpp"));
    CHECK(fs::exists(tree.home() / "bundle/include/sock.hpp"));
    CHECK_FALSE(fs::exists(tree.home() / "bundle/solutions"));
    CHECK_FALSE(fs::exists(tree.home() / "bundle/tools-not-yours/tools/grading"));
    CHECK_FALSE(fs::exists(tree.home() / "bundle/tools-not-yours/tests/tools/lab"));
    const auto mode = fs::status(tree.home() / "bundle/lab").permissions();
    CHECK((mode & fs::perms::owner_exec) != fs::perms::none);
    CHECK(tree.lab({"publish", "--out", "bundle"}).code == 2);
}

TEST_CASE("the bundle's README names all exercises, and ready environments come with it") {
    const tree tree;
    REQUIRE(tree.lab({"publish", "--lang", "es", "--out", "bundle"}).code == 0);
    const auto readme = tree.read("bundle/README.md");
    const auto course = course::load(tree.home() / "exercises");
    for (const auto& exercise : course.exercises) {
        CAPTURE(exercise.program);
        CHECK(holds(readme, "`" + exercise.program + "`"));
        CHECK(holds(readme, "[" + exercise.folder.substr(0, 2) + " " + exercise.title.es +
                                "](exercises/" + exercise.folder + "/README.es.md)"));
    }
    for (const auto& assignment : course.assignments) {
        CHECK(holds(readme, "| " + assignment.title.es + " |"));
        CHECK(holds(readme, "`exercises/" + assignment.report + "`"));
    }
    for (const char* path :
         {".devcontainer/Dockerfile", ".devcontainer/devcontainer.json", ".vscode/tasks.json",
          ".vscode/launch.json", ".github/workflows/check.yml"})
        CHECK(fs::is_regular_file(tree.home() / "bundle" / path));
    CHECK(holds(tree.read("bundle/.github/workflows/check.yml"), "check --json --lang es"));
}

TEST_CASE("publish gives the same zip twice, and keeps an older one") {
    const tree tree;
    CHECK(tree.lab({"publish"}).code == 0);
    const auto zip = tree.read("sock-lab.zip");
    CHECK(holds(tree.lab({"publish"}).out, ".lab/backup/"));
    CHECK((tree.read("sock-lab.zip") == zip));
}

TEST_CASE("publish refuses if a line of a solution would be published") {
    const tree tree;
    const auto guide = tree.home() / "docs/guide/examples/answers.md";
    lab::write_file(guide, "Just write `serve(listener.accept());` there.\n");
    const auto said = tree.lab({"publish"});
    CHECK(said.code == 3);
    CHECK(holds(said.err, "answers.md:1"));
    CHECK_FALSE(fs::exists(tree.home() / "sock-lab.zip"));
}

TEST_CASE("publish refuses if a hidden check would be published, and publishes the public ones") {
    tree tree;
    const auto change = [&](const std::string& file, const std::string& from,
                            const std::string& to) {
        auto text = tree.read(file);
        const auto at = text.find(from);
        REQUIRE(at != std::string::npos);
        for (auto each = at; each != std::string::npos; each = text.find(from, each + to.size()))
            text.replace(each, from.size(), to);
        tree.write(file, text);
    };
    const std::string checks = "tests/autograder/checks/tcp_server.cpp";
    change("exercises/01_tcp_server/exercise.toml", "id = \"restart\"",
           "id = \"restart\"\nhidden = true");
    const auto said = tree.lab({"publish", "--out", "bundle"});
    CHECK(said.code == 3);
    CHECK(holds(said.err, checks));
    CHECK(holds(said.err, "tcp_server/restart"));

    change(checks, "tcp_server/restart", "elsewhere");  // as if it were in hidden/
    // The programs were built from the unchanged sources.
    if (fs::exists(fs::path(BIN).parent_path() / "published"))
        CHECK(holds(tree.lab({"publish", "--out", "bundle"}).err, "/sock-suite"));
    tree.set("SOCK_LAB_BIN", (tree.home() / "nothing built/bin").string());
    REQUIRE(tree.lab({"publish", "--out", "bundle"}).code == 0);
    const auto all = course::load(tree.home() / "exercises").find("tcp_server")->checks.size();
    const auto published = course::load(tree.home() / "bundle/exercises");
    CHECK(published.find("tcp_server")->checks.size() == all - 1);
}

TEST_CASE("in the students' bundle there is nothing to publish") {
    const tree tree(false);
    CHECK(tree.lab({"publish"}).code == 2);
    CHECK(tree.lab({"stubs", "--check"}).code == 2);
}

TEST_CASE("in the students' bundle the tests are refused before the configuration") {
    const tree tree(false);
    fs::remove_all(tree.home() / "tests/library");
    const auto said = tree.lab({"test", "--quick"});
    CHECK(said.code == 2);
    CHECK(holds(said.err, "this is the students' bundle"));
    CHECK_FALSE(holds(said.out, "SOCK_TESTS"));
}

TEST_CASE("stubs reports a difference and repairs it") {
    const tree tree;
    CHECK(tree.lab({"stubs", "--check"}).code == 0);
    const std::string path = "exercises/01_tcp_server/tcp_server.cpp";
    const auto before = tree.read(path);
    tree.write(path, "// edited\n" + before);
    const auto said = tree.lab({"stubs", "--check"});
    CHECK(said.code == 1);
    CHECK(holds(said.out, path));
    CHECK(tree.lab({"stubs", "--write"}).code == 0);
    CHECK(tree.read(path) == before);
    // The replaced text may have been a person's work.
    CHECK(tree.lab({"reset", "--undo", "tcp_server"}).code == 0);
    CHECK(tree.read(path) == "// edited\n" + before);
}

TEST_CASE("new exercise writes new files only, and overwrites nothing") {
    const tree tree;
    const auto made = parsed(tree.lab({"new", "exercise", "greeter", "--json"}));
    CHECK(made.at("files").size() == 9);
    for (const auto& file : made.at("files")) {
        const auto path = file.get<std::string>();
        INFO(path);
        CHECK(fs::exists(tree.home() / path));
        const bool own =
            holds(path, "/08_greeter/") || path == "tests/autograder/checks/greeter.cpp";
        CHECK(own);
        CHECK_FALSE(holds(tree.read(path), "@"));
    }
    CHECK(holds(tree.lab({}).out, "0 of 9 exercises"));
    CHECK(tree.lab({"stubs", "--check"}).code == 0);
    CHECK(holds(tree.read("exercises/08_greeter/greeter.cpp"), "TODO 2"));
    CHECK(tree.lab({"new", "exercise", "greeter"}).code == 2);
    for (const char* name : {"Greeter", "2nd", "a-b", "../x", "", "x_"})
        CHECK(tree.lab({"new", "exercise", name}).code == 2);
    CHECK(tree.lab({"new", "lecture", "x"}).code == 2);
    lab::write_file(tree.home() / "tests/autograder/checks/mine.cpp", "// mine\n");
    CHECK(holds(tree.lab({"new", "exercise", "mine"}).err, "Nothing was written"));
    CHECK(tree.read("tests/autograder/checks/mine.cpp") == "// mine\n");
}

TEST_CASE("verify reports each flaw, and how to repair it") {
    const tree tree;
    const auto toml = tree.home() / "exercises/04_udp_client/exercise.toml";
    auto text = lab::read_file(toml);
    text.replace(text.find("guide = \"datagram\""), 18, "guide = \"nowhere!\"");
    lab::write_file(toml, text);
    fs::remove(tree.home() / "exercises/04_udp_client/README.es.md");
    const auto stub = tree.read("exercises/04_udp_client/udp_client.cpp");
    tree.write("exercises/04_udp_client/udp_client.cpp", stub + "// drift\n");
    // A solution that passes without its second TODO: no check would notice that it is missing.
    auto solution = tree.read("solutions/04_udp_client/udp_client.cpp");
    const std::string loop = "while (reply.from != server)";
    solution.replace(solution.find(loop), loop.size(), "while (false && reply.from != server)");
    tree.write("solutions/04_udp_client/udp_client.cpp", solution);
    const auto said = tree.lab({"verify", "udp_client", "--json"});
    INFO(said.out);
    CHECK(said.code == 1);
    std::vector<std::string> ids;
    const auto result = parsed(said);
    for (const auto& it : result.at("flaws"))
        ids.push_back(it.at("id"));
    for (const char* id : {"drift", "no-instructions", "no-anchor", "solution-fails"})
        CHECK(std::count(ids.begin(), ids.end(), id) >= 1);
}

TEST_CASE("verify reports words that are missing, misspelt, or lead nowhere") {
    const tree tree;
    REQUIRE(tree.lab({"new", "exercise", "greeter"}).code == 0);
    const std::string words = "exercises/08_greeter/words/";
    tree.write(words + "es.toml", "[greeter]\nno-greeting = \"El cliente {cliente} espera.\"\n");
    tree.write(words + "diagnoses.toml",
               "[greeter]\nno-greeting = { guide = \"nowhere\", by_hnad = \"nc\" }\n"
               "unsaid = { guide = \"short-writes\" }\n");
    const auto result = parsed(tree.lab({"verify", "greeter", "--json"}));
    std::vector<std::string> ids;
    for (const auto& it : result.at("flaws"))
        ids.push_back(it.at("id"));
    for (const char* id : {"other-parameter", "no-anchor-of-diagnosis", "unknown-key", "no-words"})
        CHECK(std::count(ids.begin(), ids.end(), id) >= 1);
}

TEST_CASE("a second assignment is shown, handed in and graded apart") {
    const tree tree;
    REQUIRE(tree.lab({"new", "exercise", "greeter"}).code == 0);
    CHECK(holds(tree.lab({}).out, "not handed in"));
    tree.write("exercises/course.toml",
               tree.read("exercises/course.toml") +
                   "[[assignment]]\nname = \"more\"\ntitle.en = \"More\"\ntitle.es = \"Más\"\n"
                   "exercises = [\"08_greeter\"]\nreport_points = 6\n"
                   "report = \"REPORTE_more.md\"\ndue = 2026-12-04\n");
    CHECK(holds(tree.lab({}).out, "due 2026-12-04"));
    CHECK(parsed(tree.lab({"submit", "--name", "Ada", "--no-check", "--json"})).at("assignment") ==
          "echo");
    const auto text = tree.read("exercises/08_greeter/greeter.cpp");
    tree.write("exercises/08_greeter/greeter.cpp", text + "// begun\n");
    const auto made = parsed(tree.lab({"submit", "--name", "Ada", "--no-check", "--json"}));
    CHECK(made.at("assignment") == "more");
    CHECK(made.at("file") == "PracticaSockets_Ada_more.zip");
    CHECK(made.at("files").size() == 1);
    CHECK(parsed(
              tree.lab({"submit", "--name", "Ada", "--no-check", "--json", "--assignment", "echo"}))
              .at("assignment") == "echo");
    CHECK(holds(tree.lab({"submit", "--name", "Ada", "--assignment", "x"}).err,
                "echo, services, more"));
}

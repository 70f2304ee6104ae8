// `./lab new exercise` as the handbook says it, in a copy of the tree: the launcher builds there,
// many sources at once, as it does for a teacher.
//
// If the launcher has built the tree already, its build is copied, too. A build tree holds absolute
// paths, so the copy is mounted in the tree's place (bwrap), and only what is new is compiled.
#include "acceptance/places.hpp"
#include "course/course.hpp"
#include "course/todo_regions.hpp"
#include "lab/workspace/files.hpp"
#include "support/process.hpp"

#include <nlohmann/json.hpp>

#include <set>

#include <sock_catch.hpp>

extern char** environ;

using namespace acceptance;

namespace {

const bool adopting = (support::adopt_orphans(), true);

using nlohmann::json;

// The whole lab and suite are compiled, on a machine with other work.
constexpr support::milliseconds time_limit{1'200'000};

struct answer {
    int code = -1;
    std::string out;
    std::string err;
};

bool succeeds(std::vector<std::string> argv) {
    support::command what;
    what.argv = std::move(argv);
    try {
        return support::run(what, time_limit).status.success();
    } catch (const std::system_error&) {
        return false;  // not installed
    }
}

class copy_of_the_tree {
  public:
    copy_of_the_tree() {
        const auto built = fs::path("build/lab");
        const bool complete = fs::exists(tree() / built / "ready");
        mounted_ = complete && succeeds(in_place({"/bin/true"}));
        const std::set<std::string> left_out = {"build", ".git", ".lab", "results"};
        for (const auto& item : fs::directory_iterator(tree()))
            if (left_out.count(item.path().filename().string()) == 0) copy(item.path(), home());
        if (mounted_) {
            fs::create_directories(home() / built.parent_path());
            copy(tree() / built, home() / built.parent_path());
        }
    }

    /// Where its files are.
    [[nodiscard]] fs::path home() const { return scratch_.path(); }

    /// Where the commands see them.
    [[nodiscard]] fs::path place() const { return mounted_ ? tree() : home(); }

    [[nodiscard]] answer lab(const std::vector<std::string>& arguments) const {
        support::command what;
        what.argv = {(place() / "lab").string()};
        what.argv.insert(what.argv.end(), arguments.begin(), arguments.end());
        if (mounted_) what.argv = in_place(std::move(what.argv));
        if (!own_network().empty()) what.argv.insert(what.argv.begin(), own_network().string());
        what.directory = home().string();
        what.environment = {"LC_ALL=C.UTF-8"};
        // Not those of the launcher that runs this test: they name its tree.
        for (char** entry = environ; *entry != nullptr; ++entry) {
            const std::string text = *entry;
            if (text.rfind("SOCK_", 0) != 0 && text.rfind("LC_ALL=", 0) != 0)
                what.environment->push_back(text);
        }
        what.keep_head = 1024 * 1024;
        const auto ended = support::run(what, time_limit);
        return {ended.timed_out || ended.status.signal != 0 ? -1 : ended.status.code,
                ended.out.text(), ended.err.text()};
    }

    [[nodiscard]] json json_of(std::vector<std::string> arguments, int code = 0) const {
        arguments.emplace_back("--json");
        const auto said = lab(arguments);
        INFO(said.out << said.err);
        CHECK(said.code == code);
        auto result = json::parse(said.out, nullptr, false);
        REQUIRE_FALSE(result.is_discarded());
        return result;
    }

  private:
    [[nodiscard]] std::vector<std::string> in_place(std::vector<std::string> argv) const {
        const auto place = tree().string();
        const std::vector<std::string> bwrap = {
            "bwrap", "--dev-bind", "/", "/", "--bind", home().string(), place, "--chdir", place};
        argv.insert(argv.begin(), bwrap.begin(), bwrap.end());
        return argv;
    }

    /// With the times: what is as old as its build is not built again.
    static void copy(const fs::path& from, const fs::path& into) {
        REQUIRE(succeeds({"cp", "-a", from.string(), into.string()}));
    }

    lab::scratch_folder scratch_;
    bool mounted_ = false;
};

// The last step of the handbook.
void add_assignment(const copy_of_the_tree& tree, const std::string& folder) {
    const auto file = tree.home() / "exercises/course.toml";
    lab::write_file(file, read_file(file) +
                              "\n[[assignment]]\nname = \"chat\"\ntitle.en = \"Chat\"\n"
                              "title.es = \"Chat\"\nexercises = [\"" +
                              folder + "\"]\nreport = \"REPORTE_chat.md\"\nreport_points = 6\n");
}

// Submits the solution as ada and the stub as grace.
void grade(const copy_of_the_tree& tree, const std::string& source) {
    const auto solution = course::without_markers(read_file(tree.home() / "solutions" / source));
    const auto submissions = tree.home() / "submissions";
    lab::write_file(submissions / "ada/chat_server.cpp", solution);
    fs::create_directories(submissions / "grace");
    fs::copy(tree.home() / "exercises" / source, submissions / "grace/chat_server.cpp");
    const auto said =
        tree.lab({"grade", (tree.place() / "submissions").string(), "--unsafe-no-sandbox"});
    INFO(said.out << said.err);
    REQUIRE(said.code == 0);
    const auto graded_program = [&](const std::string& name) -> json {
        const auto result = json::parse(read_file(tree.home() / "results" / name / "result.json"));
        REQUIRE(result.at("programs").size() == 1);
        return result.at("programs").at(0);
    };
    for (const char* name : {"ada", "grace"}) {
        CHECK(graded_program(name).at("status") == "built");
        CHECK(graded_program(name).at("max_score") == 4);
    }
    CHECK(graded_program("ada").at("score") == 4);
    CHECK(graded_program("grace").at("score") < 4);
}

}  // namespace

TEST_CASE("a new exercise is built, proved and graded as it is") {
    const copy_of_the_tree tree;
    {
        const auto built = tree.lab({"grade", "--help"});  // with all that the others need, too
        INFO(built.err);
        REQUIRE(built.code == 0);
    }

    REQUIRE(tree.json_of({"new", "exercise", "chat_server"}).at("program") == "chat_server");
    const auto exercise = *course::load(tree.home() / "exercises").find("chat_server");
    const auto status = tree.json_of({});
    CHECK(status.at("exercises").back().at("program") == "chat_server");

    const auto proved = tree.json_of({"verify", "chat_server"});
    CHECK(proved.at("flaws").empty());
    CHECK(proved.at("todos").size() == exercise.todos.size());

    const auto checked = tree.json_of({"check", "chat_server"}, 1);
    CHECK(checked.at("programs").at(0).at("warnings") == "");
    CHECK(checked.at("score") < checked.at("max_score"));

    add_assignment(tree, exercise.folder);
    grade(tree, exercise.folder + "/" + exercise.source());
}

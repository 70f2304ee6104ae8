#include "lab/cli/parse.hpp"
#include "lab/commands/commands.hpp"
#include "lab/workspace/files.hpp"
#include "sock_catch.hpp"
#include "support/similar.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace {

using words = std::vector<std::string>;

const course::catalogue& english() {
    static const auto catalogue =
        course::catalogue::load(std::string(SOCK_TREE) + "/tools/lab/words", course::language::en);
    return catalogue;
}

// The id of the problem with these arguments; "" if there is none.
std::string complaint(const words& arguments) {
    try {
        static_cast<void>(cli::parse(arguments, english()));
    } catch (const lab::problem& problem) {
        CHECK(problem.exit() == lab::status::wrong_use);
        // The problem has a text, and no hole is left in it.
        auto params = problem.params();
        params.emplace("lab", "lab");
        CHECK_FALSE(english().text("problem." + problem.id(), params).empty());
        return problem.id();
    }
    return "";
}

course::course two_exercises() {
    course::course result;
    result.exercises.resize(2);
    result.exercises[0].folder = "01_tcp_server";
    result.exercises[0].program = "tcp_server";
    result.exercises[1].folder = "02_tcp_client";
    result.exercises[1].program = "tcp_client";
    return result;
}

}  // namespace

TEST_CASE("each command is parsed into its values") {
    CHECK(std::holds_alternative<cli::status_arguments>(cli::parse({}, english()).command));
    CHECK(std::holds_alternative<cli::doctor_arguments>(cli::parse({"doctor"}, english()).command));
    const auto check = cli::parse({"check", "tcp_server", "2", "--json"}, english());
    CHECK(check.json);
    CHECK(std::get<cli::check_arguments>(check.command).exercises == words{"tcp_server", "2"});
    const auto grade =
        cli::parse({"grade", "a.zip", "--jobs", "3", "--again", "--out", "o", "b"}, english());
    const auto& values = std::get<cli::grade_arguments>(grade.command);
    CHECK(values.submissions == words{"a.zip", "b"});
    CHECK(values.jobs == 3);
    CHECK(values.again);
    CHECK(values.out == "o");
    const auto opened = cli::parse({"grade", "--open", "ada", "--out", "o"}, english());
    CHECK(std::get<cli::grade_arguments>(opened.command).open == "ada");
    for (const words& jobs : {words{"-j2"}, words{"-j", "2"}, words{"--jobs=2"}}) {
        auto typed = jobs;
        typed.insert(typed.begin(), "grade");
        const auto few = cli::parse(typed, english());
        CHECK(std::get<cli::grade_arguments>(few.command).jobs == 2);
    }
    CHECK(complaint({"check", "-j2"}) == "unknown-option");
    CHECK(complaint({"grade", "-j"}) == "option-needs-value");
    CHECK(complaint({"grade", "-jx"}) == "bad-jobs");
    const words folder(300, "a.zip");
    words typed = folder;
    typed.insert(typed.begin(), "grade");
    const auto many = cli::parse(typed, english());
    CHECK(std::get<cli::grade_arguments>(many.command).submissions == folder);
    const auto replay = cli::parse({"replay", "tcp_server/echo", "--seed", "7"}, english());
    CHECK(std::get<cli::replay_arguments>(replay.command).check == "tcp_server/echo");
    CHECK(std::get<cli::replay_arguments>(replay.command).seed == "7");
    CHECK(complaint({"replay"}) == "replay-needs-check");
    CHECK(complaint({"check", "--seed", "seven"}) == "bad-seed");
    const auto submit = cli::parse({"submit", "--name", "José Ñandú"}, english());
    CHECK(std::get<cli::submit_arguments>(submit.command).name == "José Ñandú");
}

TEST_CASE("global options may be before and after the command") {
    CHECK(cli::parse({"--lang", "es", "check"}, english()).language == course::language::es);
    CHECK(cli::parse({"check", "--lang=es"}, english()).language == course::language::es);
    CHECK(cli::parse({"check", "--plain"}, english()).plain);
}

TEST_CASE("each kind of invalid argument has its own id") {
    CHECK(complaint({"chek"}) == "unknown-command-meant");
    CHECK(complaint({"frobnicate"}) == "unknown-command");
    CHECK(complaint({"check", "--jsn"}) == "unknown-option-meant");
    CHECK(complaint({"check", "--frobnicate"}) == "unknown-option");
    CHECK(complaint({"check", "--undo"}) == "unknown-option");  // an option of another command
    CHECK(complaint({"chek", "--jsn"}) == "unknown-command-meant");
    CHECK(complaint({"doctor", "who"}) == "too-many-words");
    CHECK(complaint({"hint", "1", "2"}) == "too-many-words");
    CHECK(complaint({"submit"}) == "submit-needs-name");
    CHECK(complaint({"submit", "--name", ""}) == "submit-needs-name");
    CHECK(complaint({"submit", "--name"}) == "option-needs-value");
    CHECK(complaint({"grade", "--jobs", "many"}) == "bad-jobs");
    CHECK(complaint({"grade", "--jobs", "0"}) == "bad-jobs");
    CHECK(complaint({"grade", "--jobs", "-1"}) == "bad-jobs");
    CHECK(complaint({"grade", "--out", ""}) == "option-needs-value");
    CHECK(complaint({"--lang", "fr"}) == "unknown-language");
    CHECK(complaint({"stubs"}) == "stubs-write-or-check");
    CHECK(complaint({"stubs", "--write", "--check"}) == "stubs-write-or-check");
    CHECK(complaint({"check"}).empty());
}

TEST_CASE("help knows every option of its command, in each language") {
    for (const auto language : {course::language::en, course::language::es}) {
        const auto catalogue =
            course::catalogue::load(std::string(SOCK_TREE) + "/tools/lab/words", language);
        const auto help = [&](const words& arguments) {
            return cli::parse(arguments, catalogue).answer;
        };
        for (const char* option : {"--lang", "--json", "--plain", "--help"})
            CHECK(help({"--help"}).find(option) != std::string::npos);
        for (const char* command : {"check", "submit", "publish", "grade", "doctor", "test"})
            CHECK(help({"-h"}).find(std::string("lab ") + command) != std::string::npos);
        for (const char* option :
             {"--out", "--jobs", "--again", "--unsafe-no-sandbox", "--separate-users", "--export",
              "--moodle", "--canvas", "--shard"})
            CHECK(help({"grade", "--help"}).find(option) != std::string::npos);
        CHECK(help({"test", "--help"}).find("--quick") != std::string::npos);
        CHECK(help({"submit", "--help"}).find("--name") != std::string::npos);
        for (const char* option : {"--out", "--gradescope"})
            CHECK(help({"publish", "--help"}).find(option) != std::string::npos);
        CHECK(help({"stubs", "--help"}).find("--write") != std::string::npos);
    }
}

TEST_CASE("one isolation is asked for, and Gradescope's autograder has a name of its own") {
    const auto graded = [](const words& typed) {
        return std::get<cli::grade_arguments>(cli::parse(typed, english()).command);
    };
    CHECK(graded({"grade", "class", "--separate-users"}).separate_users);
    CHECK_FALSE(graded({"grade", "class"}).separate_users);
    CHECK(complaint({"grade", "class", "--separate-users", "--unsafe-no-sandbox"}) ==
          "two-isolations");
    const auto published = [](const words& typed) {
        return std::get<cli::publish_arguments>(cli::parse(typed, english()).command);
    };
    CHECK(published({"publish"}).out == "sock-lab.zip");
    CHECK(published({"publish", "--gradescope"}).out == "autograder.zip");
    CHECK(published({"publish", "--gradescope", "--out", "x.zip"}).out == "x.zip");
}

TEST_CASE("a shard is a part of a class, numbered from 0") {
    const auto parsed =
        cli::parse({"grade", "class", "--shard", "3/64", "--out", "shard-3"}, english());
    const auto shard = std::get<cli::grade_arguments>(parsed.command).shard;
    REQUIRE(shard);
    CHECK(shard->index == 3);
    CHECK(shard->of == 64);
    for (const char* odd : {"4/4", "1", "/4", "1/", "-1/4", "1/4/4", "a/b", "1/0"})
        CHECK_THROWS_AS(cli::parse({"grade", "class", "--out", "o", "--shard", odd}, english()),
                        lab::problem);
    // What is about the whole class comes with the merge.
    const words shards[] = {{"grade", "--shard", "0/4", "--out", "o"},
                            {"grade", "class", "--shard", "0/4"},
                            {"grade", "class", "--shard", "0/4", "--out", "o", "--export", "junit"},
                            {"regrade", "class", "--shard", "0/4", "--out", "o"},
                            {"merge"}};
    for (const auto& each : shards)
        CHECK_THROWS_AS(cli::parse(each, english()), lab::problem);
    const auto merge = cli::parse({"merge", "a", "b", "--out", "o"}, english());
    CHECK(std::get<cli::merge_arguments>(merge.command).shards == words{"a", "b"});
    CHECK(std::get<cli::grade_arguments>(cli::parse({"regrade", "a"}, english()).command).regrade);
}

TEST_CASE("help is a command, too, and the version is known") {
    const auto answer = [](const words& typed) { return cli::parse(typed, english()).answer; };
    CHECK(answer({"help"}) == answer({"--help"}));
    CHECK(answer({"help", "help"}) == answer({"--help"}));
    CHECK(answer({"help", "check"}) == answer({"check", "--help"}));
    CHECK(answer({"help", "--lang", "es"}) == answer({"--help"}));
    CHECK(complaint({"help", "chek"}) == "unknown-command-meant");
    const std::string tree = SOCK_TREE;
    auto version = lab::read_file(tree + "/VERSION");
    version.pop_back();  // the end of the line
    CHECK(answer({"--version"}).starts_with("lab " + version));
    // vcpkg reads no other file than its manifest.
    const auto manifest = lab::read_file(tree + "/packaging/vcpkg/sock/vcpkg.json");
    CHECK(nlohmann::json::parse(manifest).at("version") == version);
    CHECK(complaint({"check", "--version"}) == "unknown-option");
    CHECK(answer({"check"}).empty());
}

TEST_CASE("language and output format are known before the arguments are parsed") {
    CHECK(cli::prescan({"chek", "--lang", "es"}).language == course::language::es);
    CHECK(cli::prescan({"chek", "--lang=en"}).language == course::language::en);
    CHECK_FALSE(cli::prescan({"--lang"}).language.has_value());
    CHECK(cli::prescan({"--json"}).json);
}

TEST_CASE("the distance between words counts letters to change") {
    CHECK(support::distance("check", "check") == 0);
    CHECK(support::distance("chek", "check") == 1);
    CHECK(support::distance("chekc", "check") == 1);
    CHECK(support::distance("", "abc") == 3);
    CHECK(support::distance("kitten", "sitting") == 3);
}

TEST_CASE("a mistyped word gets a suggestion only if it is close enough") {
    const words programs{"tcp_server", "tcp_client", "udp_server", "udp_client"};
    CHECK(support::similar("tpc_server", programs) == "tcp_server");
    CHECK(support::similar("tcpserver", programs) == "tcp_server");
    CHECK(support::similar("gpu", programs).empty());
    CHECK(support::similar("submit", {"check", "grade"}).empty());
}

TEST_CASE("an exercise has several names") {
    const auto course = two_exercises();
    for (const char* name :
         {"tcp_client", "02_tcp_client", "2", "02", "tcp_client.cpp", "exercises/02_tcp_client/",
          "exercises/02_tcp_client/tcp_client.cpp"}) {
        INFO(name);
        const auto chosen = lab::choose(course, {name});
        REQUIRE(chosen.size() == 1);
        CHECK(chosen[0]->program == "tcp_client");
    }
    CHECK(lab::choose(course, {}).size() == 2);
    CHECK(lab::choose(course, {"1", "tcp_server"}).size() == 1);
    CHECK_THROWS_AS(lab::choose(course, {"3"}), lab::problem);
    CHECK_THROWS_AS(lab::choose(course, {""}), lab::problem);
}

// The command line, and the messages if no sandbox is possible.
#include "sandbox/request.hpp"
#include "tools/sandbox/fixture.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

#include <unistd.h>

using namespace test_box;

namespace {

// One line on standard error, and exit status 125.
std::string refusal(const support::finished& ran) {
    CHECK(ran.status.code == 125);
    CHECK(ran.out.text().empty());
    const auto text = ran.err.text();
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    return text;
}

std::string problem_of(const words& arguments) {
    try {
        static_cast<void>(sandbox::parse_request(arguments));
    } catch (const sandbox::failure& problem) {
        return problem.what();
    }
    return "none";
}

}  // namespace

TEST_CASE("the command line is read") {
    const auto read = sandbox::parse_request(
        {"run", "--ro", "/a=/b", "--fd", "5", "--rw", "/c=/work", "--", "prog", "--ro", "x"});
    CHECK(read.rules->name == "run");
    REQUIRE(read.bindings.size() == 2);
    CHECK(read.bindings[0].host == "/a");
    CHECK(read.bindings[0].inside == "/b");
    CHECK_FALSE(read.bindings[0].writable);
    CHECK(read.bindings[1].writable);
    CHECK(read.descriptors == std::vector<int>{5});
    CHECK(read.program == words{"prog", "--ro", "x"});
}

TEST_CASE("a descriptor may be passed on only if it is open") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto open = std::to_string(ends[0]);
    const auto read =
        sandbox::parse_request({"run", "--fd-if-open", "987", "--fd-if-open", open, "--", "prog"});
    CHECK(read.descriptors == std::vector<int>{ends[0]});
    ::close(ends[0]);
    ::close(ends[1]);
    CHECK(problem_of({"run", "--fd-if-open", "2", "--", "x"}).find("from 3 upwards") !=
          std::string::npos);
}

TEST_CASE("an invalid command line is refused with a reason") {
    CHECK(problem_of({}).starts_with("which profile?"));
    CHECK(problem_of({"jail", "--", "x"}).starts_with("no profile \"jail\""));
    CHECK(problem_of({"run", "x"}) == "x needs a value");
    CHECK(problem_of({"run"}).starts_with("no program to run"));
    CHECK(problem_of({"run", "--"}).starts_with("no program to run"));
    CHECK(problem_of({"run", "--ro", "/a", "--", "x"}) == "\"/a\" is not HOST=BOX");
    CHECK(problem_of({"run", "--rw", "/a=/work", "--ro", "/b=/work/in", "--", "x"}) ==
          "/work/in would lie in /work: bind both apart from each other");
    CHECK(problem_of({"run", "--rw", "/a=/work", "--ro", "/b=/work", "--", "x"})
              .find("/work would lie in /work") == 0);
    CHECK(problem_of({"run", "--ro", "/a=b", "--", "x"}).find("must begin with /") !=
          std::string::npos);
    CHECK(problem_of({"run", "--fd", "2", "--", "x"}).find("from 3 upwards") != std::string::npos);
    CHECK(problem_of({"run", "--root", "2", "--", "x"}).starts_with("unknown option --root"));
}

TEST_CASE("a program from outside appears as /program/NAME, one from inside keeps its path") {
    const auto program = [](const words& arguments) {
        auto read = sandbox::parse_request(arguments);
        sandbox::bind_program(read);
        return read.program.front();
    };
    CHECK(program({"run", "--", "/proc/self/exe", "x"}) == "/program/exe");
    CHECK(program({"run", "--", "/bin/true"}) == "/bin/true");
    CHECK(program({"run", "--", "true"}) == "true");
    CHECK(program({"run", "--ro", "/proc=/work", "--", "/work/prog"}) == "/work/prog");
    CHECK_THROWS_AS(program({"run", "--", "/elsewhere/prog"}), sandbox::failure);
}

TEST_CASE("root is refused") {
    if (::geteuid() != 0) return;
    support::command what;
    what.argv = {SOCK_BOX, "run", "--", "/bin/true"};
    CHECK(refusal(support::run(what, support::milliseconds{30000})).find("root") !=
          std::string::npos);
    what.argv = {SOCK_BOX, "probe"};
    const auto ran = support::run(what, support::milliseconds{30000});
    CHECK(ran.status.code == 1);
    CHECK(nlohmann::json::parse(ran.out.text())["missing"][0]["id"] == "root");
}

TEST_CASE("a missing feature is named") {
    if (!possible()) return;
    CHECK(refusal(in_box({"run", "--", "/bin/nothing-here"})) ==
          "sock-box: cannot start /bin/nothing-here: No such file or directory\n");
    CHECK(refusal(in_box({"run", "--", "/nowhere/prog"})) ==
          "sock-box: there is no program /nowhere/prog\n");
    CHECK(refusal(in_box({"run", "--fd", "77", "--", "/bin/true"})) ==
          "sock-box: --fd 77: no such descriptor is open\n");
    const auto bad = in_box({"run", "--ro", "/no/such/folder=/work", "--", "/bin/true"});
    CHECK(bad.status.code == 125);
    CHECK(bad.err.text().find("/no/such/folder") != std::string::npos);
}

TEST_CASE("without bubblewrap, the message says what to install") {
    auto command = box_command({"run", "--", "/bin/true"});
    command.argv.insert(command.argv.begin() + (::geteuid() == 0 ? 4 : 0),
                        {"/usr/bin/env", "PATH=/nowhere"});
    CHECK(refusal(support::run(command, support::milliseconds{30000}))
              .find("apt-get install bubblewrap") != std::string::npos);
    command.argv = {command.argv.begin(), command.argv.end() - 3};
    command.argv.push_back("probe");
    const auto ran = support::run(command, support::milliseconds{30000});
    CHECK(ran.status.code == 1);
    CHECK(nlohmann::json::parse(ran.out.text())["missing"][0]["id"] == "bubblewrap-missing");
}

TEST_CASE("a probe reports what it found in a real sandbox") {
    if (!possible()) return;
    const auto probed = nlohmann::json::parse(in_box({"probe"}).out.text());
    CHECK(probed["possible"] == true);
    CHECK(probed["missing"].empty());
    const auto memory = probed["isolation"].at(7);
    CHECK((memory == "memory-cgroup" || memory == "memory-polling"));
    CHECK(probed["isolation"] == nlohmann::json{"user", "pid", "net", "mount", "ipc", "uts",
                                                "seccomp", memory, "limits", "nested"});
}

TEST_CASE("each layer holds in a box, and would be found open outside of one") {
    if (!possible()) return;
    const auto boxed = in_box({"layers"});
    INFO(boxed.out.text());
    CHECK(boxed.status.success());
    const auto held = nlohmann::json::parse(boxed.out.text());
    CHECK(held.size() == 5);
    for (const auto& layer : held)
        CHECK(layer["open"].empty());
    for (const auto& layer : nlohmann::json::parse(in_box({"--attack"}).out.text())) {
        INFO(layer);
        CHECK_FALSE(layer["open"].empty());
    }
}

TEST_CASE("a compiler works in its sandbox") {
    if (!possible()) return;
    const auto script = "printf '#include <iostream>\\nint main() { std::cout << 42; }' >a.cpp && "
                        "g++ -std=c++20 -o a a.cpp && ./a";
    CHECK(said(in_box({"build", "--", "/bin/sh", "-c", script})) == "42");
}

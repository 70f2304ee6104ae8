// `lab experiment` and its output in the report, as a user sees them: in a terminal, wide and
// narrow, in both languages, and into a file.
#include "tools/lab/answers.hpp"
#include "tools/lab/pseudo_terminal.hpp"

#include <algorithm>
#include <csignal>

namespace {

using saying::ascii;
using saying::holds;
using world::fits;
using world::parsed;
using world::paths;
using world::terminal;
using world::tree;
namespace fs = std::filesystem;

/// A tree with a finished UDP client: experiment B needs no more.
void solve_b(tree& in) {
    in.set("NO_COLOR", "1");
    in.solve("04_udp_client", "udp_client");
}

std::size_t backups(const tree& in) {
    std::error_code none;
    const auto folder = fs::directory_iterator(in.home() / ".lab/backup", none);
    return static_cast<std::size_t>(std::distance(fs::begin(folder), fs::end(folder)));
}

}  // namespace

TEST_CASE("in a terminal it asks, runs, compares, and asks why") {
    tree tree;
    solve_b(tree);
    terminal at(tree, {"experiment", "b"});
    REQUIRE(at.says("What will the client see?"));
    REQUIRE(at.says("Enter: none): "));
    at.press("9\n");  // no such answer: it asks again
    REQUIRE(at.says("Enter: none): "));
    at.press("2\n");
    REQUIRE(at.says("send 4"));
    REQUIRE(at.says("That is what you expected."));
    REQUIRE(at.says("> "));
    at.press("Because nothing answers a datagram.\n");
    CHECK(at.ends() == 0);
    fits(at.written(), 80, paths::may_be_longer);
    const auto report = tree.read("exercises/REPORTE.md");
    CHECK(holds(report, "I expected: The send succeeds. Nothing comes"));
    CHECK(holds(report, "──── 4 bytes ────✗"));
    CHECK(holds(report, "](evidence/experiment_b.svg)"));
    CHECK(holds(report, "\nBecause nothing answers a datagram.\n"));
    CHECK_FALSE(holds(report, "(What did the send promise?"));
    CHECK(backups(tree) == 2);
}

TEST_CASE("a narrow terminal in Spanish gets sentences that fit") {
    tree tree;
    solve_b(tree);
    terminal at(tree, {"experiment", "b", "--lang", "es"}, {44, 100});
    REQUIRE(at.says("Intro: ninguna): "));
    at.press("\n");
    REQUIRE(at.says("udp_client: send 4"));
    REQUIRE(at.says("> "));
    at.press("\x04");
    CHECK(at.ends() == 0);
    fits(at.written(), 44, paths::may_be_longer);
}

TEST_CASE("--plain in a terminal is ASCII, and does not move the cursor") {
    tree tree;
    solve_b(tree);
    terminal at(tree, {"experiment", "b", "--lang", "es", "--plain"});
    REQUIRE(at.says("ninguna): "));
    at.press("\n");
    REQUIRE(at.says("> "));
    at.press("\n");
    CHECK(at.ends() == 0);
    CHECK(ascii(at.written()));
    CHECK_FALSE(holds(at.written(), "\x1b"));
}

TEST_CASE("Ctrl+C at a question leaves the report as it is") {
    tree tree;
    solve_b(tree);
    const auto before = tree.read("exercises/REPORTE.md");
    terminal at(tree, {"experiment", "b"});
    REQUIRE(at.says("Enter: none): "));
    at.press("\x03");
    CHECK(at.ends() == 128 + SIGINT);
    CHECK(tree.read("exercises/REPORTE.md") == before);
}

TEST_CASE("into a file no question is asked, and the student's text stays") {
    tree tree;
    solve_b(tree);
    auto report = tree.read("exercises/REPORTE.md");
    const auto place = report.find("<!-- lab experiment b: -->\n") + 27;
    report.insert(place, "My own notes.\n");
    tree.write("exercises/REPORTE.md", report);
    const auto first = tree.lab({"experiment", "b"});
    CHECK(first.code == 0);
    CHECK_FALSE(holds(first.out, "\x1b"));
    CHECK_FALSE(holds(first.out, "Your answer"));
    CHECK(holds(first.out, "which now follows it"));
    fits(first.out, 80, paths::may_be_longer);
    CHECK(holds(tree.read("exercises/REPORTE.md"), "My own notes."));
    CHECK(tree.lab({"experiment", "b"}).code == 0);
    CHECK(holds(tree.read("exercises/REPORTE.md"), "My own notes."));
}

TEST_CASE("evidence goes into the zip, and is not a report by itself") {
    tree tree;
    solve_b(tree);
    tree.write("stubs/REPORTE.md", tree.read("exercises/REPORTE.md"));
    REQUIRE(tree.lab({"experiment", "b"}).code == 0);
    const auto made = parsed(tree.lab({"submit", "--name", "Ada", "--no-check", "--json"}));
    const auto files = made.at("files").get<std::vector<std::string>>();
    CHECK(std::count(files.begin(), files.end(), "evidence/experiment_b.svg") == 1);
    CHECK(std::count(files.begin(), files.end(), "evidence/experiment_b.jsonl") == 1);
    CHECK(made.at("report") == "empty");
    tree.write("exercises/REPORTE.md", tree.read("exercises/REPORTE.md") +
                                           "\nThe datagram left, and no reply ever came.\n");
    CHECK(parsed(tree.lab({"submit", "--name", "Ada", "--no-check", "--json"})).at("report") ==
          "present");
}

TEST_CASE("a program that does not build is reported, and the course's own run instead") {
    const tree tree;
    tree.write("exercises/04_udp_client/udp_client.cpp", "int main() { return nothing; }\n");
    const auto before = tree.read("exercises/REPORTE.md");
    const auto said = parsed(tree.lab({"experiment", "b", "--json"}));
    CHECK(said.at("programs") == "reference");
    CHECK(said.at("not_built") == "udp_client");
    CHECK(said.at("outcome") == "no-reply");
    CHECK(tree.read("exercises/REPORTE.md") == before);
    CHECK_FALSE(fs::exists(tree.home() / "exercises/evidence"));
}

TEST_CASE("in the students' bundle only the student's programs can run") {
    const tree tree(false);
    tree.write("exercises/04_udp_client/udp_client.cpp", "int main() { return nothing; }\n");
    const auto said = tree.lab({"experiment", "b"});
    CHECK(said.code == 1);
    CHECK(holds(said.err, "udp_client does not build"));
    CHECK(tree.lab({"experiment", "b", "--reference"}).code == 2);
}

TEST_CASE("invalid arguments of experiment give one clear line") {
    const tree tree;
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"experiment"},
          {"experiment", "d"},
          {"experiment", "a", "b"},
          {"experiment", "b", "--with", "nowhere"},
          {"experiment", "b", "--with", "x", "--reference"}}) {
        const auto said = tree.lab(arguments);
        INFO(said.err);
        CHECK(said.code == 2);
        CHECK(said.err.rfind("lab: ", 0) == 0);
    }
}

TEST_CASE("lan prints this machine's addresses and what to type, in both languages") {
    const tree tree;
    for (const char* language : {"en", "es"}) {
        const auto said = tree.lab({"lan", "--lang", language});
        INFO(said.out);
        CHECK((said.code == 0 || said.code == 1));
        CHECK(holds(said.out, "5000/tcp"));
        CHECK(holds(said.out, "5001/udp"));
        fits(said.out, 80, paths::may_be_longer);
    }
    const auto found = parsed(tree.lab({"lan", "--json"}));
    CHECK(found.at("ports").size() == 2);
}

// `lab experiment` and what it leaves in the report, as a person meets it: at a terminal, wide and
// narrow, in both languages, and into a file.
#include "../saying.hpp"
#include "console/width.hpp"
#include "pty.hpp"
#include "sock_catch.hpp"
#include "world.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace {

using nlohmann::json;
using saying::holds;
using world::tree;
namespace fs = std::filesystem;

bool ascii(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void fits(const std::string& text, int columns) {
    for (const auto& line : console::wrap(text, 100'000)) {
        INFO(line);
        // A path stands whole in its line, however long it is.
        CHECK((console::width(line) <= columns || holds(line, "/")));
    }
}

std::vector<std::string> environment(const tree& in) {
    const char* path = std::getenv("PATH");
    return {std::string("PATH=") + (path == nullptr ? "/usr/bin:/bin" : path),
            "SOCK_LAB_HOME=" + in.home().string(),
            std::string("SOCK_LAB_BIN=") + BIN,
            "TERM=xterm",
            "NO_COLOR=1",
            "LC_ALL=C.UTF-8"};
}

json parsed(const world::answer& from) {
    INFO(from.out << from.err);
    auto result = json::parse(from.out, nullptr, false);
    REQUIRE_FALSE(result.is_discarded());
    return result;
}

/// A tree whose UDP client is done: experiment B needs no more.
void solve_b(const tree& in) {
    in.solve("04_udp_client", "udp_client");
}

std::size_t backups(const tree& in) {
    std::error_code none;
    const auto folder = fs::directory_iterator(in.home() / ".lab/backup", none);
    return static_cast<std::size_t>(std::distance(fs::begin(folder), fs::end(folder)));
}

}  // namespace

TEST_CASE("at a terminal it asks, plays, compares, and asks why") {
    const tree tree;
    solve_b(tree);
    pty::session at({SOCK_LAB, "experiment", "b"}, environment(tree), tree.home().string());
    REQUIRE(at.await("What will the client see?"));
    REQUIRE(at.await("Enter: none): "));
    at.type("9\n");  // no such answer: it asks again
    REQUIRE(at.await("Enter: none): "));
    at.type("2\n");
    REQUIRE(at.await("send 4"));
    REQUIRE(at.await("That is what you expected."));
    REQUIRE(at.await("> "));
    at.type("Because nothing answers a datagram.\n");
    CHECK(at.end() == 0);
    fits(at.text(), 80);
    const auto report = tree.read("exercises/REPORTE.md");
    CHECK(holds(report, "I expected: The send succeeds. Nothing comes"));
    CHECK(holds(report, "──── 4 bytes ────✗"));
    CHECK(holds(report, "](evidence/experiment_b.svg)"));
    CHECK(holds(report, "\nBecause nothing answers a datagram.\n"));
    CHECK_FALSE(holds(report, "(What did the send promise?"));
    CHECK(backups(tree) == 2);
}

TEST_CASE("a narrow terminal in Spanish gets sentences that fit") {
    const tree tree;
    solve_b(tree);
    pty::session at({SOCK_LAB, "experiment", "b", "--lang", "es"}, environment(tree),
                    tree.home().string(), {44, 100});
    REQUIRE(at.await("Intro: ninguna): "));
    at.type("\n");
    REQUIRE(at.await("udp_client: send 4"));
    REQUIRE(at.await("> "));
    at.type("\x04");
    CHECK(at.end() == 0);
    fits(at.text(), 44);
}

TEST_CASE("--plain at a terminal is ASCII, and moves no cursor") {
    const tree tree;
    solve_b(tree);
    pty::session at({SOCK_LAB, "experiment", "b", "--lang", "es", "--plain"}, environment(tree),
                    tree.home().string());
    REQUIRE(at.await("ninguna): "));
    at.type("\n");
    REQUIRE(at.await("> "));
    at.type("\n");
    CHECK(at.end() == 0);
    CHECK(ascii(at.text()));
    CHECK_FALSE(holds(at.text(), "\x1b"));
}

TEST_CASE("Ctrl+C at a question leaves the report as it is") {
    const tree tree;
    solve_b(tree);
    const auto before = tree.read("exercises/REPORTE.md");
    pty::session at({SOCK_LAB, "experiment", "b"}, environment(tree), tree.home().string());
    REQUIRE(at.await("Enter: none): "));
    at.type("\x03");
    CHECK(at.end() == -1);
    CHECK(tree.read("exercises/REPORTE.md") == before);
}

TEST_CASE("into a file nobody is asked, and what a student wrote stays") {
    const tree tree;
    solve_b(tree);
    auto report = tree.read("exercises/REPORTE.md");
    const auto place = report.find("<!-- lab experiment b: -->\n") + 27;
    report.insert(place, "My own notes.\n");
    tree.write("exercises/REPORTE.md", report);
    const auto first = tree.lab({"experiment", "b"});
    CHECK(first.code == 0);
    CHECK_FALSE(holds(first.out, "\x1b"));
    CHECK_FALSE(holds(first.out, "Your answer"));
    CHECK(holds(first.out, "it stands below it now"));
    fits(first.out, 80);
    CHECK(holds(tree.read("exercises/REPORTE.md"), "My own notes."));
    CHECK(tree.lab({"experiment", "b"}).code == 0);
    CHECK(holds(tree.read("exercises/REPORTE.md"), "My own notes."));
}

TEST_CASE("evidence goes into the zip, and is no report by itself") {
    const tree tree;
    solve_b(tree);
    tree.write("stubs/REPORTE.md", tree.read("exercises/REPORTE.md"));
    REQUIRE(tree.lab({"experiment", "b"}).code == 0);
    const auto made = parsed(tree.lab({"submit", "--name", "Ada", "--no-check", "--json"}));
    const auto files = made.at("files").get<std::vector<std::string>>();
    CHECK(std::count(files.begin(), files.end(), "evidence/experiment_b.svg") == 1);
    CHECK(std::count(files.begin(), files.end(), "evidence/experiment_b.jsonl") == 1);
    CHECK(made.at("report") == "empty");
    tree.write("exercises/REPORTE.md", tree.read("exercises/REPORTE.md") +
                                           "\nThe datagram left, and nobody ever answered it.\n");
    CHECK(parsed(tree.lab({"submit", "--name", "Ada", "--no-check", "--json"})).at("report") ==
          "present");
}

TEST_CASE("a program that does not build is told, and the course's play for it") {
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

TEST_CASE("in the students' bundle nobody else plays") {
    const tree tree(false);
    tree.write("exercises/04_udp_client/udp_client.cpp", "int main() { return nothing; }\n");
    const auto said = tree.lab({"experiment", "b"});
    CHECK(said.code == 1);
    CHECK(holds(said.err, "udp_client does not build"));
    CHECK(tree.lab({"experiment", "b", "--reference"}).code == 2);
}

TEST_CASE("wrong use of experiment is one clear line") {
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

TEST_CASE("lan says where this machine is and what to type, in both languages") {
    const tree tree;
    for (const char* language : {"en", "es"}) {
        const auto said = tree.lab({"lan", "--lang", language});
        INFO(said.out);
        CHECK((said.code == 0 || said.code == 1));
        CHECK(holds(said.out, "5000/tcp"));
        CHECK(holds(said.out, "5001/udp"));
        fits(said.out, 80);
    }
    const auto found = parsed(tree.lab({"lan", "--json"}));
    CHECK(found.at("ports").size() == 2);
}

// `lab watch` in a terminal, as a student uses it.
#include "sock_catch.hpp"
#include "support/process.hpp"
#include "support/text_width.hpp"
#include "tools/lab/pseudo_terminal.hpp"
#include "tools/lab/voice.hpp"

#include <algorithm>
#include <csignal>

namespace {

using saying::holds;

namespace fs = std::filesystem;
using world::display;
using world::terminal;
using world::tree;

constexpr const char* folder = "04_udp_client";
constexpr const char* program = "udp_client";
const std::string source = "exercises/04_udp_client/udp_client.cpp";

// The rules for every page, whatever its content is.
void is_tidy(const terminal& at, int columns) {
    CHECK(at.screen().unknown() == std::vector<std::string>());
    for (const auto& line : at.screen().lines()) {
        INFO(line);
        CHECK(support::width(line) <= columns);
    }
}

void ends_well(terminal& at) {
    at.press("q");
    CHECK(at.ends() == 0);
    CHECK_FALSE(at.screen().other_screen());
    CHECK(at.screen().cursor_shown());
    CHECK(at.screen().unknown().empty());
    CHECK(at.is_as_before());
}

}  // namespace

TEST_CASE("watch checks at once, and again at each save, until all is done") {
    const tree tree;
    terminal at(tree, {"watch", program});
    REQUIRE(at.shows("udp_client/sends"));
    CHECK(at.shows("0 of 1"));
    CHECK(at.screen().other_screen());
    is_tidy(at, 80);

    tree.solve(folder, program);
    REQUIRE(at.shows(tree.count_of_checks(folder)));
    CHECK(at.shows("Done. n goes on to tcp_server."));
    is_tidy(at, 80);
    ends_well(at);
    // The progress is on the screen that the shell continues with.
    CHECK(holds(at.screen().text(), "1 of 8 exercises"));
    CHECK(holds(tree.lab({}).out, tree.count_of_checks(folder)));
}

TEST_CASE("watch shows the last good state while a program does not compile") {
    const tree tree;
    tree.solve(folder, program);
    terminal at(tree, {"watch", program});
    REQUIRE(at.shows(tree.count_of_checks(folder)));
    // The compiler repeats the line, which is longer than the page: it is broken, not cut.
    const auto wide = "int broken(" + std::string(90, ' ') + "\"last of it\"\n";
    tree.write(source, tree.read(source) + wide);
    REQUIRE(at.shows("udp_client.cpp does not compile"));
    CHECK(at.shows("last of it"));
    CHECK(at.shows("When it compiled last: " + tree.count_of_checks(folder)));
    is_tidy(at, 80);
    tree.solve(folder, program);
    CHECK(at.shows("Done."));
    ends_well(at);
}

TEST_CASE("watch without a name follows the saved files") {
    const tree tree;
    terminal at(tree, {"watch"});
    REQUIRE(at.shows("01 tcp_server"));
    tree.solve(folder, program);
    CHECK(at.shows("04 udp_client"));
    CHECK(at.shows(tree.count_of_checks(folder)));
    at.press("n");
    CHECK(at.shows("01 tcp_server"));
    at.press("4");
    CHECK(at.shows("04 udp_client"));
    ends_well(at);
}

TEST_CASE("watch of one exercise ignores the others") {
    const tree tree;
    terminal at(tree, {"watch", program});
    REQUIRE(at.shows("udp_client/sends"));
    tree.solve("03_udp_server", "udp_server");
    at.press("h");
    CHECK(at.shows("Hint 1 of 3"));  // the key's answer comes after the save was detected
    CHECK(holds(at.screen().text(), "04 udp_client"));
    ends_well(at);
}

TEST_CASE("watch shows hints, each clearer than the last, and the list") {
    const tree tree;
    terminal at(tree, {"watch", program});
    REQUIRE(at.shows("udp_client/sends"));
    at.press("h");
    CHECK(at.shows("There is no connection here."));
    at.press("h");
    CHECK(at.shows(" guide datagram"));
    at.press("h");
    CHECK(at.shows("socket.____(line, ____);"));
    is_tidy(at, 80);
    at.press("l");
    CHECK(at.shows("03 udp_server"));
    CHECK(at.shows("1, 2… goes to an exercise."));
    at.press("\n");
    CHECK(at.shows("udp_client/sends"));
    ends_well(at);
}

TEST_CASE("r asks, then puts the stub back, and loses nothing") {
    const tree tree;
    const auto stub = tree.read(source);
    tree.solve(folder, program);
    const auto mine = tree.read(source);
    terminal at(tree, {"watch", program});
    REQUIRE(at.shows(tree.count_of_checks(folder)));
    at.press("r");
    REQUIRE(at.shows("r again puts the stub"));
    CHECK(tree.read(source) == mine);
    at.press("r");
    REQUIRE(at.shows("u brings it back"));
    CHECK(tree.read(source) == stub);
    REQUIRE(at.shows("udp_client/sends"));
    CHECK(at.shows("u brings it back"));  // also after the check of the stub
    at.press("u");
    REQUIRE(at.shows(tree.count_of_checks(folder)));
    CHECK(tree.read(source) == mine);
    ends_well(at);
}

TEST_CASE("the page follows the size of the window") {
    const tree tree;
    terminal at(tree, {"watch", program}, {100, 40});
    REQUIRE(at.shows("strangers"));
    at.resize({44, 12});
    // The last line is drawn last: a page may arrive in two pieces.
    REQUIRE(at.comes([](const display& it) {
        return holds(it.text(), "more lines") && holds(it.lines().back(), "q quit");
    }));
    is_tidy(at, 44);
    CHECK(at.screen().lines().size() == 12);
    at.press("    ");
    CHECK(at.shows("strangers"));
    CHECK_FALSE(holds(at.screen().text(), "more lines"));
    at.press("bbbb");
    CHECK(at.shows("more lines"));
    at.press("\x1b[B\x1b[B");
    CHECK(at.comes([](const display& it) { return !holds(it.text(), "of 15 points"); }));
    at.resize({80, 24});
    CHECK(at.shows("udp_client/sends"));
    is_tidy(at, 80);
    ends_well(at);
}

TEST_CASE("Ctrl+C ends watch and leaves the terminal as it was") {
    const tree tree;
    terminal at(tree, {"watch"});
    REQUIRE(at.shows("01 tcp_server"));
    at.press("\x03");
    CHECK(at.ends() == 0);
    CHECK_FALSE(at.screen().other_screen());
    CHECK(at.screen().cursor_shown());
    CHECK(at.is_as_before());
}

TEST_CASE("Ctrl+Z returns the terminal to the shell for a while") {
    const tree tree;
    // With job control: a process without a waiting shell cannot be stopped from its terminal.
    const world::shell_script script{"set -m\n$LAB watch udp_client\n"
                                     "echo now it is the shell\nread x\nfg\n"};
    terminal at(script, tree);
    REQUIRE(at.shows("udp_client/sends"));
    at.press("\x1a");
    REQUIRE(at.shows("now it is the shell"));
    CHECK_FALSE(at.screen().other_screen());
    CHECK(at.screen().cursor_shown());
    CHECK(at.is_as_before());
    at.press("\n");
    CHECK(at.comes([](const display& it) { return it.other_screen(); }));
    CHECK(at.shows("udp_client/sends"));
    ends_well(at);
}

TEST_CASE("progress is kept if the terminal is lost") {
    const tree tree;
    tree.solve(folder, program);
    terminal at(tree, {"watch", program});
    REQUIRE(at.shows(tree.count_of_checks(folder)));
    at.hang_up();
    CHECK(at.ends().has_value());
    CHECK(holds(tree.lab({}).out, "1 of 8 exercises"));
}

TEST_CASE("a deleted source is reported, and r restores the stub") {
    const tree tree;
    tree.solve(folder, program);
    terminal at(tree, {"watch", program});
    REQUIRE(at.shows(tree.count_of_checks(folder)));
    fs::remove(tree.home() / source);
    REQUIRE(at.shows("udp_client.cpp is missing"));
    at.press("u");
    REQUIRE(at.shows(tree.count_of_checks(folder)));
    fs::remove(tree.home() / source);
    REQUIRE(at.shows("udp_client.cpp is missing"));
    at.press("rr");
    CHECK(at.shows("udp_client/sends"));
    ends_well(at);
}

TEST_CASE("watch has Spanish texts, and no colours with NO_COLOR") {
    tree tree;
    {
        terminal coloured(tree, {"watch", program, "--lang", "es"});
        REQUIRE(coloured.shows("04 udp_client"));
        CHECK(coloured.shows("h pista l lista r restablecer n sigue q salir"));
        CHECK(coloured.shows("udp_client/sends"));
        CHECK(coloured.screen().coloured());
        ends_well(coloured);
    }
    tree.set("NO_COLOR", "1");
    tree.set("LC_ALL", "C");
    terminal at(tree, {"watch", program});
    REQUIRE(at.shows("x udp_client/sends"));
    CHECK_FALSE(at.screen().coloured());
    const auto text = at.screen().text();
    CHECK(saying::ascii(text));
    ends_well(at);
}

TEST_CASE("--plain writes one line after another, and keys still work") {
    const tree tree;
    terminal at(tree, {"watch", program, "--plain"}, {80, 60});
    REQUIRE(at.shows("strangers"));
    CHECK_FALSE(at.screen().other_screen());
    CHECK_FALSE(at.screen().coloured());
    at.press("h");
    CHECK(at.shows("Hint 1 of 3"));
    tree.solve(folder, program);
    CHECK(at.shows("Done. n goes on to tcp_server."));
    at.press("q");
    CHECK(at.ends() == 0);
    CHECK(at.screen().unknown().empty());
}

TEST_CASE("into a pipe watch writes lines, or JSON, until a signal ends it") {
    const tree tree;
    for (const bool json : {false, true}) {
        support::command what;
        what.argv = {SOCK_LAB, "watch", program};
        if (json) what.argv.emplace_back("--json");
        what.directory = tree.home().string();
        what.environment = tree.environment();
        support::child it(what);
        support::deadline until(support::milliseconds{60'000});
        const std::string wanted = json ? "\"event\":\"checked\"" : "udp_client/sends";
        CHECK(it.wait_output([&](const std::string& text) { return holds(text, wanted); }, until));
        CHECK_FALSE(holds(it.output().text(), "\x1b"));
        it.signal(SIGTERM);
        const auto status = it.wait(until);
        REQUIRE(status.has_value());
        CHECK(status->code == 0);
    }
}

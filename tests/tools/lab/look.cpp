#include "lab/console/look.hpp"

#include "sock_catch.hpp"

#include <map>

namespace {

console::environment variables(std::map<std::string, std::string> values) {
    return [values](const char* name) {
        const auto found = values.find(name);
        return found == values.end() ? std::string() : found->second;
    };
}

constexpr console::device terminal{true, true, 120};
constexpr console::device no_terminal{false, false, 0};

}  // namespace

TEST_CASE("colour needs a terminal with colours, and no NO_COLOR") {
    CHECK(console::look_of(terminal, variables({{"TERM", "xterm"}}), false).colour);
    CHECK_FALSE(console::look_of(no_terminal, variables({{"TERM", "xterm"}}), false).colour);
    CHECK_FALSE(console::look_of(terminal, variables({{"TERM", "dumb"}}), false).colour);
    CHECK_FALSE(console::look_of(terminal, variables({}), false).colour);
    CHECK_FALSE(console::look_of(terminal, variables({{"TERM", "xterm"}, {"NO_COLOR", "1"}}), false)
                    .colour);
    CHECK_FALSE(console::look_of(terminal, variables({{"TERM", "xterm"}}), true).colour);
}

TEST_CASE("letters outside ASCII need a locale with UTF-8") {
    CHECK(console::look_of(no_terminal, variables({{"LANG", "es_CL.UTF-8"}}), false).unicode);
    CHECK(console::look_of(no_terminal, variables({{"LC_ALL", "C.utf8"}}), false).unicode);
    CHECK_FALSE(console::look_of(no_terminal, variables({}), false).unicode);
    CHECK_FALSE(
        console::look_of(no_terminal, variables({{"LC_ALL", "C"}, {"LANG", "es_CL.UTF-8"}}), false)
            .unicode);
    CHECK(console::look_of(no_terminal, variables({{"LC_ALL", ""}, {"LANG", "es_CL.UTF-8"}}), false)
              .unicode);
    CHECK_FALSE(console::look_of(no_terminal, variables({{"LANG", "es_CL.UTF-8"}}), true).unicode);
}

TEST_CASE("a page is at most 80 columns, and as narrow as the terminal") {
    CHECK(console::look_of(terminal, variables({}), false).columns == 80);
    CHECK(console::look_of(no_terminal, variables({}), false).columns == 80);
    CHECK(console::look_of({true, true, 60}, variables({}), false).columns == 60);
    CHECK(console::look_of({true, true, 3}, variables({}), false).columns == 40);
}

TEST_CASE("only a terminal that can move its cursor gets a progress line") {
    CHECK(console::look_of(terminal, variables({{"TERM", "xterm"}}), false).animated);
    CHECK_FALSE(console::look_of(terminal, variables({{"TERM", "dumb"}}), false).animated);
    CHECK_FALSE(
        console::look_of({true, false, 80}, variables({{"TERM", "xterm"}}), false).animated);
}

TEST_CASE("ASCII keeps a Spanish sentence readable") {
    CHECK(console::to_ascii("¿Envió «señal» → ó …?") == "Envio \"senal\" -> o ...?");
    CHECK(console::to_ascii("✓ ✗ ▸ ·") == "+ x > -");
    CHECK(console::to_ascii("漢n\u0303") == "?n");
}

TEST_CASE("a program's output cannot control the terminal") {
    CHECK(console::harmless("a\x1b[2Jb\n") == "a\\x1b[2Jb\n");
    CHECK(console::harmless("\r\t\x7f") == "\\x0d\\x09\\x7f");
    CHECK(console::harmless("\xC2\x9B") == "\\x9b");             // CSI as one C1 character
    CHECK(console::harmless("\xE2\x80\xAE") == "\xEF\xBF\xBD");  // right-to-left override
    CHECK(console::harmless("\xFF") == "\xEF\xBF\xBD");
    CHECK(console::harmless("señal ✓") == "señal ✓");
}

TEST_CASE("paint does not change a text without colour") {
    console::look look;
    CHECK(console::paint(look, console::role::good, "x") == "x");
    look.colour = true;
    CHECK(console::paint(look, console::role::good, "x") == "\x1b[32mx\x1b[0m");
}

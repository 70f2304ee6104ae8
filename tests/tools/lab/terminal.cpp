// All commands except watch in a terminal: wide and narrow, in both languages.
#include "sock_catch.hpp"
#include "support/deadline.hpp"
#include "support/process.hpp"
#include "support/text_width.hpp"
#include "tools/lab/pseudo_terminal.hpp"
#include "tools/lab/voice.hpp"

#include <csignal>

namespace {

using saying::holds;

namespace fs = std::filesystem;
using world::terminal;
using world::tree;

struct visit {
    std::vector<std::string> arguments;
    int status;
    std::string en;  ///< the text that must be shown
    std::string es;
    bool builds = false;  ///< slow: in one width for each language
};

}  // namespace

TEST_CASE("every command fits its terminal, in both languages") {
    const std::vector<visit> visits = {
        {{}, 0, "0 of 8 exercises", "0 de 8 ejercicios"},
        {{"check", "udp_client"}, 1, "udp_client/sends", "udp_client/sends", true},
        {{"hint", "udp_client"}, 0, "of 3 · udp_client", "de 3 · udp_client"},
        {{"reset", "udp_client"}, 0, "is the stub already", "ya es el esqueleto"},
        {{"submit", "--name", "Ada"}, 0, "Hand in", "Entrega", true},
        {{"stubs", "--check"}, 0, "All 8 stubs", "8"},
        {{"publish", "--out", "b.zip"}, 0, "b.zip", "b.zip"},
        {{"solution", "udp_client"}, 2, "once yours passes", "cuando la tuya pase"},
        {{"--help"}, 0, "lab watch", "lab watch"},
        {{"doctor"}, -1, "compiler", "compilador"}};
    const tree tree;
    for (const bool spanish : {false, true}) {
        for (const int columns : {80, 44}) {
            for (const auto& it : visits) {
                if (it.builds && (columns == 44) != spanish) continue;
                auto arguments = it.arguments;
                if (spanish) arguments.insert(arguments.end(), {"--lang", "es"});
                terminal at(tree, arguments, {columns, 100});
                const auto status = at.ends();
                INFO(columns << " columns\n" << at.screen().text());
                REQUIRE(status.has_value());
                if (it.status >= 0) CHECK(*status == it.status);
                CHECK(holds(at.screen().flat(), spanish ? it.es : it.en));
                CHECK(at.screen().unknown().empty());
            }
        }
    }
}

TEST_CASE("the overview fits a narrow terminal") {
    const tree tree;
    for (const char* language : {"en", "es"}) {
        terminal at(tree, {"--lang", language}, {44, 60});
        CHECK(at.ends() == 0);
        // A line that is too long wraps, and continues in the first column.
        for (const auto& line : at.screen().lines()) {
            INFO(line);
            CHECK((line.empty() || line.front() == ' '));
        }
    }
}

TEST_CASE("the guide opens in the browser of a desktop, at the section") {
    const tree tree;
    tree.write("docs/guide/guide.en.html", "<!doctype html>\n");
    tree.write("fake/xdg-open", "#!/bin/sh\nprintf '%s\\n' \"$1\" >\"$OPENED\"\n");
    fs::permissions(tree.home() / "fake/xdg-open", fs::perms::owner_all);
    const auto opened = tree.home() / "opened";
    const auto shell = [&](const std::string& desktop) {
        return world::shell_script{"PATH='" + (tree.home() / "fake").string() + "':$PATH OPENED='" +
                                   opened.string() + "' " + desktop +
                                   " WAYLAND_DISPLAY= WSL_DISTRO_NAME= \"$LAB\" guide zero\n"};
    };
    terminal with(shell("DISPLAY=:9"), tree);
    REQUIRE(with.shows("The browser opens docs/guide/guide.en.html"));
    support::await([&] { return fs::exists(opened) && fs::file_size(opened) > 0; },
                   support::deadline(std::chrono::milliseconds(10'000)));
    REQUIRE(fs::exists(opened));
    // The tree's name has a blank.
    CHECK(holds(tree.read("opened"), "/a%20course/docs/guide/guide.en.html#zero\n"));
    terminal without(shell("DISPLAY="), tree);
    CHECK(without.says("Zero means goodbye"));  // it scrolls
}

TEST_CASE("run starts a server in one terminal and its client in the other") {
    const tree tree;
    tree.solve("01_tcp_server", "tcp_server");
    tree.solve("02_tcp_client", "tcp_client");
    terminal server(tree, {"run", "tcp_server", "48613", "127.0.0.1"});
    REQUIRE(server.shows("run tcp_client 127.0.0.1 48613"));
    REQUIRE(server.shows("tcp_server at 127.0.0.1:48613"));
    {
        terminal client(tree, {"run", "tcp_client", "127.0.0.1", "48613"});
        REQUIRE(client.shows("Ctrl+C ends it."));
        REQUIRE(server.shows("serving"));
        client.press("hola mundo\n");
        CHECK(client.shows("recv 11 bytes"));
        client.press("\x04");
        CHECK(client.ends() == 0);
    }
    server.press("\x03");
    CHECK(server.ends() == 128 + SIGINT);
}

TEST_CASE("run passes the arguments to the program and returns its exit status") {
    const tree tree;
    tree.write("exercises/04_udp_client/udp_client.cpp",
               "#include <iostream>\nint main(int n, char** a) {"
               " for (int i = 1; i < n; ++i) std::cout << '<' << a[i] << '>'; return n + 40; }\n");
    const auto said = tree.lab({"--lang", "en", "run", "udp_client", "--lang", "xx", "-h", "a b"});
    CHECK(said.code == 45);
    CHECK(said.out == "<--lang><xx><-h><a b>");
    tree.write("exercises/04_udp_client/udp_client.cpp", "int main() { return x; }\n");
    const auto broken = tree.lab({"run", "udp_client"});
    CHECK(broken.code == 1);
    CHECK(holds(broken.err, "udp_client.cpp:1"));
}

TEST_CASE("Ctrl+C ends a check and all processes that it started") {
    const tree tree;
    // A server that makes the suite wait for as long as possible.
    tree.write("exercises/01_tcp_server/tcp_server.cpp",
               "#include <unistd.h>\nint main() { for (;;) ::pause(); }\n");
    terminal at(tree, {"check", "tcp_server"});
    REQUIRE(at.comes([&](const world::display& it) {
        return holds(it.text(), tree.count_of_checks("01_tcp_server", false));
    }));
    at.press("\x03");
    CHECK(at.ends() == 128 + SIGINT);
    CHECK(at.screen().unknown().empty());
}

// The commands as a user starts them: exit status, both streams, files left behind.
#include "support/files.hpp"
#include "support/process.hpp"
#include "tools/lab/answers.hpp"

namespace {

using saying::holds;
namespace fs = std::filesystem;
using world::fits;
using world::lines_of;
using world::parsed;
using world::says;
using world::tree;

}  // namespace

TEST_CASE("without a command it prints the progress") {
    const tree tree;
    const auto text = tree.lab({});
    CHECK(text.code == 0);
    CHECK(holds(text.out, "0 of 8 exercises"));
    CHECK(holds(text.out, "Next: TODO 1 in exercises/01_tcp_server/tcp_server.cpp:"));
    CHECK(text.err.empty());
    CHECK_FALSE(holds(text.out, "\x1b"));
    fits(text.out);
    const auto state = parsed(tree.lab({"--json"}));
    CHECK(state.at("schema") == "sock-lab/status/1");
    CHECK(state.at("exercises").size() == 8);
    CHECK(state.at("next").at("todo") == 1);
}

TEST_CASE("replay prints each step of a check and how to do it by hand") {
    const tree tree;
    tree.solve("03_udp_server", "udp_server");
    const auto text = tree.lab({"replay", "udp_server/echo", "--seed", "5"});
    INFO(text.out << text.err);
    CHECK(text.code == 0);
    CHECK(holds(text.out, "--seed 5"));
    CHECK(holds(text.out, "$ ./lab run udp_server "));
    CHECK(holds(text.out, "| nc -u -w1 127.0.0.1 "));
    CHECK(holds(text.out, "\n               $ printf "));
    const auto json = parsed(tree.lab({"replay", "udp_server/echo", "--seed", "5", "--json"}));
    CHECK(json.at("schema") == "sock-lab/replay/1");
    CHECK(json.at("seed") == "5");
    CHECK(json.at("steps").size() > 3);
    CHECK(tree.lab({"replay", "udp_server/eco"}).code == 2);
    CHECK(holds(tree.lab({"replay", "udp_server/eco"}).err, "udp_server/echo"));
}

TEST_CASE("the language is the option's, else the locale's") {
    tree tree;
    CHECK(holds(tree.lab({"--lang", "es"}).out, "0 de 8 ejercicios"));
    tree.set("LC_ALL", "es_CL.UTF-8");
    CHECK(holds(tree.lab({}).out, "0 de 8 ejercicios"));
    CHECK(holds(tree.lab({"--lang", "en"}).out, "0 of 8 exercises"));
    CHECK(holds(tree.lab({"chek"}).err, "¿Querías decir `lab check`?"));
    CHECK(holds(tree.lab({"chek", "--lang", "en"}).err, "Did you mean `lab check`?"));
}

TEST_CASE("in a locale without UTF-8 only ASCII is printed, JSON stays UTF-8") {
    tree tree;
    tree.set("LC_ALL", "C");
    const auto text = tree.lab({"--lang", "es"}).out;
    CHECK(saying::ascii(text));
    CHECK_FALSE(parsed(tree.lab({"--lang", "es", "doctor", "--json"})).empty());
}

TEST_CASE("invalid arguments give one clear line and exit status 2") {
    const tree tree;
    const std::vector<std::vector<std::string>> wrong = {
        {"chek"},         {"check", "tpc_server"},   {"check", "--jsn"},
        {"submit"},       {"grade", "--jobs"},       {"doctor", "who"},
        {"--lang", "fr"}, {"submit", "--name", "//"}};
    for (const auto& arguments : wrong) {
        const auto said = tree.lab(arguments);
        INFO(said.err);
        CHECK(said.code == 2);
        CHECK(said.out.empty());
        CHECK(said.err.rfind("lab: ", 0) == 0);
        CHECK(lines_of(said.err) <= 2);
        fits(said.err);
    }
    const auto error = parsed(tree.lab({"check", "tpc_server", "--json"}));
    CHECK(error.at("error") == "unknown-exercise-meant");
    CHECK(error.at("exit") == 2);
}

TEST_CASE("a source that was checked and then lost can be restored") {
    const tree tree;
    const std::string source = "exercises/04_udp_client/udp_client.cpp";
    const std::string mine = "int main() { return 1; }\n";
    tree.write(source, mine);
    CHECK(tree.lab({"check", "udp_client"}).code == 1);
    fs::remove(tree.home() / source);
    const auto said = tree.lab({"check", "udp_client"});
    CHECK(said.code == 2);
    CHECK(says(said.err, "lab reset --undo udp_client"));
    CHECK(tree.lab({"reset", "--undo", "udp_client"}).code == 0);
    CHECK(tree.read(source) == mine);
}

TEST_CASE("a source in another language is moved by reset, and restored by undo") {
    const tree tree;
    const std::string folder = "exercises/04_udp_client/";
    const auto stub = tree.read(folder + "udp_client.cpp");
    fs::remove(tree.home() / folder / "udp_client.cpp");
    tree.write(folder + "udp_client.py", "print(1)\n");
    CHECK(tree.lab({"reset", "udp_client"}).code == 0);
    CHECK(tree.read(folder + "udp_client.cpp") == stub);
    CHECK_FALSE(fs::exists(tree.home() / folder / "udp_client.py"));
    CHECK(tree.lab({"reset", "--undo", "udp_client"}).code == 0);
    CHECK(tree.read(folder + "udp_client.py") == "print(1)\n");
    CHECK_FALSE(fs::exists(tree.home() / folder / "udp_client.cpp"));
}

TEST_CASE("reset keeps a backup, and undo restores each of them") {
    const tree tree;
    const std::string source = "exercises/04_udp_client/udp_client.cpp";
    const auto stub = tree.read(source);
    for (const char* mine : {"// one\n", "// two\n"}) {
        tree.write(source, mine);
        const auto said = parsed(tree.lab({"reset", "udp_client", "--json"}));
        CHECK(said.at("changed") == true);
        CHECK((lab::read_file(tree.home() / said.at("backup").get<std::string>()) == mine));
        CHECK(tree.read(source) == stub);
    }
    CHECK(tree.lab({"reset", "--undo", "udp_client"}).code == 0);
    CHECK(tree.read(source) == "// two\n");
    CHECK(tree.lab({"reset", "--undo", "udp_client"}).code == 0);
    CHECK(tree.read(source) == "// one\n");
    // The replaced text was kept in turn: undo of undo works, and nothing is lost.
    CHECK(tree.lab({"reset", "--undo", "udp_client"}).code == 0);
    CHECK(tree.read(source) == "// two\n");
    CHECK(tree.lab({"reset", "--undo", "tcp_server"}).code == 2);
    CHECK(holds(tree.lab({"reset", "tcp_server"}).out, "is the stub already"));
}

TEST_CASE("hints go from a question to almost the code, and the level is stored") {
    const tree tree;
    const auto level = [&](int n, const char* text) {
        const auto said = tree.lab({"hint", "tcp_server"});
        INFO(said.out);
        CHECK(said.code == 0);
        CHECK(holds(said.out, "Hint " + std::to_string(n) + " of 3"));
        CHECK(holds(said.out, text));
        fits(said.out);
    };
    level(1, "A new socket has no address");
    level(2, " guide listen-accept)");
    level(3, "sock::tcp_listener::____(____)");
    level(3, "That was the last hint");
    const auto other = parsed(tree.lab({"hint", "1", "--todo", "4", "--json", "--lang", "es"}));
    CHECK(other.at("todo") == 4);
    CHECK(other.at("level") == 1);
    CHECK(holds(other.at("text").get<std::string>(), "cable"));
    CHECK(tree.lab({"hint", "tcp_server", "--todo", "9"}).code == 2);
    // Back to a level that was shown; the next hint is what it was.
    CHECK(holds(tree.lab({"hint", "tcp_server", "--level", "1"}).out, "no address"));
    level(3, "That was the last hint");
    const auto not_yet = tree.lab({"hint", "tcp_server", "--todo", "2", "--level", "2"});
    CHECK(not_yet.code == 2);
    CHECK(holds(not_yet.err, "was not shown yet"));
    CHECK(tree.lab({"hint", "tcp_server", "--level", "4"}).code == 2);
    CHECK(tree.lab({"hint"}).code == 2);
    // An invalid file loses the stored levels, and nothing else.
    tree.write(".lab/hints.json", "{\"schema\":\"sock-lab/hints/1\",\"programs\":7}");
    level(1, "no address");
}

TEST_CASE("a hint is about the check that fails, in the style of the program") {
    const tree tree;
    auto source =
        support::read_file(SOCK_TREE "/tests/acceptance/correct/tcp_server/iterative.cpp");
    const std::string option =
        "    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);\n";
    source.replace(source.find(option), option.size(), "    static_cast<void>(on);\n");
    tree.write("exercises/01_tcp_server/tcp_server.cpp", source);
    CHECK(tree.lab({"check", "tcp_server"}).code == 1);
    const auto first = tree.lab({"hint", "tcp_server"}).out;
    CHECK(holds(first, "Hint 1 of 3 · tcp_server/restart, TODO 1"));
    CHECK(holds(first, "Who still remembers"));
    fits(first);
    CHECK(holds(tree.lab({"hint", "tcp_server", "--lang", "es"}).out, "TIME_WAIT"));
    CHECK(holds(tree.lab({"hint", "tcp_server"}).out, "setsockopt(listener, SOL_SOCKET, ____"));
    CHECK(holds(tree.lab({"hint", "tcp_server", "--level", "1"}).out, "Who still remembers"));
    CHECK(parsed(tree.lab({"hint", "tcp_server", "--json"})).at("check") == "tcp_server/restart");
    // A TODO by its number has its own hint, in the same style.
    for (int level = 1; level < 3; ++level)
        CHECK(tree.lab({"hint", "tcp_server", "--todo", "1"}).code == 0);
    CHECK(holds(tree.lab({"hint", "tcp_server", "--todo", "1"}).out, "socket(AF_INET, ____, 0)"));
    // The idea, too, where that of the TODO speaks of sock.hpp.
    tree.write("exercises/05_many_clients/many_server.cpp", "int main() {}\n");
    CHECK(tree.lab({"hint", "many_server", "--todo", "3"}).code == 0);
    CHECK(holds(tree.lab({"hint", "many_server", "--todo", "3"}).out, "O_NONBLOCK"));
    CHECK(holds(tree.lab({"hint", "many_server", "--todo", "3"}).out, "one->unsent_size == 0"));
    // What failed was another source: the stub is about to be filled.
    CHECK(tree.lab({"reset", "tcp_server"}).code == 0);
    CHECK(holds(tree.lab({"hint", "tcp_server"}).out, "of 3 · tcp_server, TODO 1"));
}

TEST_CASE("a solution is shown to a student whose own passes, if the course allows it") {
    tree tree;
    const auto none = tree.count_of_checks("03_udp_server", false);
    CHECK(holds(tree.lab({"solution", "udp_server"}).err, none));
    tree.solve("03_udp_server", "udp_server");
    CHECK(tree.lab({"check", "udp_server"}).code == 0);
    const auto shown = tree.lab({"solution", "udp_server"});
    CHECK(shown.code == 0);
    CHECK(shown.out == tree.read("exercises/03_udp_server/udp_server.cpp"));
    const auto hint = tree.lab({"hint", "udp_server"});
    CHECK(hint.code == 0);
    CHECK(holds(hint.out, "nothing left"));
    const auto course = tree.read("exercises/course.toml");
    auto without = course;
    without.replace(without.find("solution_after_passing = true"), 29,
                    "solution_after_passing = false");
    tree.write("exercises/course.toml", without);
    CHECK(holds(tree.lab({"solution", "udp_server"}).err, "shows no solutions"));
    tree.write("exercises/course.toml", course);
    fs::remove_all(tree.home() / "solutions");
    CHECK(holds(tree.lab({"solution", "udp_server"}).err, "Ask your teacher"));
}

TEST_CASE("submit makes one zip from the same files, and never loses an older one") {
    const tree tree;
    const auto first = tree.lab({"submit", "--name", "José Ñandú"});
    CHECK(first.code == 0);
    CHECK(holds(first.out, "TODO 1, 2, 3, 4"));
    CHECK(holds(first.out, "02_tcp_client/tcp_client.cpp"));
    const auto zip = tree.read("PracticaSockets_José_Ñandú.zip");
    CHECK(tree.lab({"submit", "--name", "José Ñandú"}).code == 0);
    CHECK((tree.read("PracticaSockets_José_Ñandú.zip") == zip));
    CHECK_FALSE(fs::exists(tree.home() / ".lab/backup"));

    tree.write("exercises/REPORTE.md", "# Reporte\n\nEl cliente avisa que el servidor cerró.\n");
    const auto again = parsed(tree.lab({"submit", "--name", "José Ñandú", "--json"}));
    CHECK(again.at("file") == "PracticaSockets_José_Ñandú.zip");
    CHECK((lab::read_file(tree.home() / again.at("backup").get<std::string>()) == zip));
    CHECK((tree.read("PracticaSockets_José_Ñandú.zip") != zip));
}

TEST_CASE("submit names everything that is missing, and makes nothing") {
    const tree tree;
    fs::remove(tree.home() / "exercises/03_udp_server/udp_server.cpp");
    fs::remove(tree.home() / "exercises/04_udp_client/udp_client.cpp");
    const auto said = tree.lab({"submit", "--name", "Ada"});
    CHECK(said.code == 2);
    CHECK(holds(said.err, "udp_server.cpp"));
    CHECK(holds(said.err, "udp_client.cpp"));
    CHECK_FALSE(fs::exists(tree.home() / "PracticaSockets_Ada.zip"));
}

TEST_CASE("doctor finds the compiler and says what is wrong without one") {
    tree tree;
    const auto findings = parsed(tree.lab({"doctor", "--json"}))["findings"];
    REQUIRE(findings.size() > 5);
    CHECK(findings[1].at("id") == "compiler");
    CHECK(findings[1].at("state") == "good");
    tree.set("PATH", "/nowhere");
    const auto said = tree.lab({"doctor", "--json"});
    CHECK(said.code == 1);
    CHECK(holds(said.out, "apt-get install g++"));
    CHECK(tree.lab({"check"}).code == 3);
}

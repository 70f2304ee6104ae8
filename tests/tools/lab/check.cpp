// `lab check` as a student starts it: what is judged, said and stored.
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

TEST_CASE("check judges a stub and a solution, and stores the results") {
    const tree tree;
    tree.solve("03_udp_server", "udp_server");
    const auto both = tree.lab({"check", "udp_server", "udp_client", "--json"});
    INFO(both.out);
    CHECK(both.code == 1);
    CHECK(both.err.empty());
    const auto result = parsed(both);
    CHECK(result.at("schema") == "sock-lab/check/1");
    CHECK(result.at("programs")[0].at("score") == result.at("programs")[0].at("max_score"));
    CHECK(result.at("programs")[1].at("score") < result.at("programs")[1].at("max_score"));
    const auto state = parsed(tree.lab({"--json"}));
    CHECK(state.at("exercises")[2].at("state") == "checked");
    CHECK(state.at("exercises")[2].at("todos")[0].at("state") == "done");
    CHECK(state.at("exercises")[3].at("state") == "not-started");
    CHECK(tree.lab({"check", "udp_server"}).code == 0);
}

TEST_CASE("check judges a program in C or Python like one in C++") {
    for (const char* name : {"udp_server.c", "udp_server.py"}) {
        INFO(name);
        const tree tree;
        const std::string folder = "exercises/03_udp_server/";
        fs::remove(tree.home() / folder / "udp_server.cpp");
        tree.write(folder + name,
                   lab::read_file(fs::path(SOCK_TREE) / "solutions/03_udp_server" / name));
        const auto said = tree.lab({"check", name, "--json"});
        INFO(said.out);
        CHECK(said.code == 0);
        const auto program = parsed(said).at("programs")[0];
        CHECK(program.at("language") == (std::string(name) == "udp_server.c" ? "C" : "Python"));
        CHECK(program.at("score") == program.at("max_score"));
        CHECK(parsed(tree.lab({"--json"})).at("exercises")[2].at("state") == "checked");
        const auto run = tree.lab({"run", "udp_server", "none"});
        CHECK(run.code == 2);
        CHECK(holds(run.err, "usage: udp_server"));
    }
}

TEST_CASE("an error in a script is told like a compiler's") {
    const tree tree;
    fs::remove(tree.home() / "exercises/04_udp_client/udp_client.cpp");
    tree.write("exercises/04_udp_client/udp_client.py", "import socket\nwhile True print(1)\n");
    const auto said = tree.lab({"check", "udp_client"});
    CHECK(said.code == 1);
    CHECK(holds(said.out, "04_udp_client/udp_client.py does not compile"));
    CHECK(holds(said.out, "udp_client.py:2:"));
    CHECK_FALSE(holds(said.out, "Traceback"));
}

TEST_CASE("two sources of one program are told, and neither is judged or handed in") {
    const tree tree;
    tree.write("exercises/04_udp_client/udp_client.py", "print(1)\n");
    const auto said = tree.lab({"check", "udp_client"});
    CHECK(said.code == 1);
    CHECK(says(said.out, "udp_client.cpp, udp_client.py"));
    CHECK(says(said.out, "rm udp_client.cpp"));
    CHECK(tree.lab({"run", "udp_client"}).code == 1);
    const auto submit = tree.lab({"submit", "--name", "Ada"});
    CHECK(submit.code == 2);
    CHECK(says(submit.err, "udp_client has several sources"));
    CHECK_FALSE(fs::exists(tree.home() / "PracticaSockets_Ada.zip"));
}

TEST_CASE("check says where a program does not compile, and why a check failed") {
    tree tree;
    tree.write("exercises/04_udp_client/udp_client.cpp", "int main() { return nothing; }\n");
    const auto said = tree.lab({"check", "4"}, tree.home() / "exercises");
    CHECK(said.code == 1);
    CHECK(holds(said.out, "04_udp_client/udp_client.cpp does not compile"));
    CHECK(holds(said.out, "udp_client.cpp:1:"));
    const auto failed = tree.lab({"check", "udp_server", "--lang", "es"});
    CHECK(failed.code == 1);
    CHECK(holds(failed.out, "✗ udp_server/"));
    CHECK(holds(failed.out, "TODO 1 en exercises/03_udp_server/udp_server.cpp:"));
    fits(failed.out);
}

TEST_CASE("a renamed folder is found, and a copied one is reported") {
    const tree tree;
    const auto folder = tree.home() / "exercises/04_udp_client";
    fs::rename(folder, tree.home() / "exercises/04_my_client");
    CHECK(tree.lab({"check", "udp_client"}).code == 1);
    fs::rename(tree.home() / "exercises/04_my_client", folder);
    fs::copy(folder, tree.home() / "exercises/04_udp_client copy");
    const auto said = tree.lab({"check", "udp_client"});
    CHECK(said.code == 3);
    CHECK(says(said.err, "are both the exercise udp_client"));
    CHECK(lines_of(said.err) <= 3);
    fs::rename(tree.home() / "exercises", tree.home() / "my exercises");
    const auto gone = tree.lab({"check"});
    CHECK(gone.code == 3);
    CHECK(holds(gone.err, "course.toml"));
}

TEST_CASE("two labs at once do not lose each other's verdicts") {
    const tree tree;
    tree.solve("03_udp_server", "udp_server");
    tree.solve("04_udp_client", "udp_client");
    support::command other;
    other.argv = {SOCK_LAB, "check", "udp_server"};
    other.directory = tree.home().string();
    other.environment = tree.environment();
    support::child first(other);
    CHECK(tree.lab({"check", "udp_client"}).code == 0);
    const auto ended = first.wait(support::milliseconds{120'000});
    REQUIRE(ended.has_value());
    CHECK(ended->code == 0);
    CHECK(holds(tree.lab({}).out, "2 of 8 exercises"));
}

TEST_CASE("a check works in a read-only tree") {
    const tree tree;
    tree.write(".lab", "a file where the folder should be");
    const auto said = tree.lab({"check", "udp_client"});
    CHECK(said.code == 1);
    CHECK(holds(said.err, "read-only"));
}

TEST_CASE("a check leaves its transcript in .lab/transcripts") {
    const tree tree;
    tree.solve("03_udp_server", "udp_server");
    CHECK(tree.lab({"check", "udp_server"}).code == 0);
    CHECK(holds(tree.read(".lab/transcripts/udp_server-echo.txt"), "udp_server listens on"));
}

TEST_CASE("a damaged tree is reported, with the file and the line") {
    const tree tree;
    tree.write("exercises/01_tcp_server/exercise.toml", "program = \n");
    const auto said = tree.lab({});
    CHECK(said.code == 3);
    CHECK(holds(said.err, "exercise.toml:1"));
    tree.write("tools/lab/words/en.toml", "[[[");
    CHECK(tree.lab({"--lang", "en"}).code == 3);
}

TEST_CASE("the report of a missing source names the command that restores it") {
    const tree tree;
    const std::string source = "exercises/01_tcp_server/tcp_server.cpp";
    const auto stub = tree.read(source);
    fs::remove(tree.home() / source);
    const auto said = tree.lab({"check", "tcp_server"});
    CHECK(said.code == 2);
    CHECK(holds(said.err, "lab reset tcp_server"));
    CHECK(holds(tree.lab({}).out, "its source is gone"));
    CHECK(tree.lab({"reset", "tcp_server"}).code == 0);
    CHECK(tree.read(source) == stub);
}

// `lab grade --open`: a graded submission as a tree in which the lab's commands work.
#include "sock_catch.hpp"
#include "tools/lab/answers.hpp"
#include "tools/lab/world.hpp"
#include "tools/wire/sample.hpp"

#include <nlohmann/json.hpp>

using saying::holds;
using world::parsed;
using world::tree;
namespace fs = std::filesystem;

namespace {

wire::result graded() {
    auto it = sample::result();
    it.submission.name = "ada";
    it.seed = "17";
    wire::program program{"udp_server", wire::program_status::built, {}, {}, "C++"};
    auto failed = sample::check("echo", wire::verdict::failed, 0, 2);
    failed.id = "udp_server/echo";
    program.checks = {failed};
    it.programs = {program};
    return it;
}

}  // namespace

TEST_CASE("a graded submission is put into a tree where check works") {
    const tree tree;
    const auto source =
        lab::read_file(fs::path(SOCK_TREE) / "solutions/03_udp_server/udp_server.cpp");
    tree.write("results/ada/result.json", wire::dump(wire::to_json(graded())));
    tree.write("results/ada/sources/03_udp_server/udp_server.cpp", source);
    tree.write("results/ada/REPORTE.md", "What I saw.\n");
    const auto opened = parsed(tree.lab({"grade", "--open", "ada", "--json"}));
    const fs::path folder = opened.at("folder").get<std::string>();
    CHECK(lab::read_file(folder / "exercises/03_udp_server/udp_server.cpp") == source);
    CHECK(lab::read_file(folder / "exercises/REPORTE.md") == "What I saw.\n");
    CHECK_FALSE(fs::exists(folder / "solutions"));
    const auto& commands = opened.at("commands");
    CHECK(commands.at(1) == "./lab check --seed 17");
    CHECK(commands.at(2) == "./lab replay udp_server/echo --seed 17");
    CHECK(commands.at(3) == "${EDITOR:-vi} exercises/03_udp_server/udp_server.cpp");
    support::command check;
    check.argv = {"./lab", "replay", "udp_server/echo", "--seed", "17", "--json"};
    check.directory = folder.string();
    check.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"};
    check.keep_head = 1024 * 1024;
    const auto ended = support::run(check, support::milliseconds{120'000});
    INFO(ended.out.text() << ended.err.text());
    CHECK(ended.status.code == 0);
    CHECK(nlohmann::json::parse(ended.out.text()).at("program").at("score") > 0);
    CHECK(tree.read("results/ada/sources/03_udp_server/udp_server.cpp") == source);
    fs::remove_all(folder);
}

TEST_CASE("a name that was not graded is told, with the one that is meant") {
    const tree tree;
    tree.write("results/ada_lovelace/result.json", wire::dump(wire::to_json(graded())));
    const auto wrong = tree.lab({"grade", "--open", "ada_lovelac"});
    CHECK(wrong.code == 2);
    CHECK(holds(wrong.err, "ada_lovelace"));
    const auto none = tree.lab({"grade", "--open", "ada_lovelace"});
    CHECK(none.code == 2);
    CHECK(holds(none.err, "no sources"));
    CHECK(tree.lab({"grade", "--open", "../results/ada_lovelace"}).code == 2);
}

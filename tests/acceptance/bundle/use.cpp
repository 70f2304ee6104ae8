// Uses the bundle as a student does.
#include "acceptance/bundle/bundle.hpp"
#include "acceptance/report.hpp"
#include "support/process.hpp"

#include <map>

#include <sock_catch.hpp>

using namespace acceptance;

namespace {

const bool adopting = (support::adopt_orphans(), true);

using nlohmann::json;

json parsed(const answer& from) {
    auto result = json::parse(from.out, nullptr, false);
    INFO(from.out << from.err);
    REQUIRE_FALSE(result.is_discarded());
    return result;
}

std::map<std::string, std::string> verdicts(const json& result) {
    std::map<std::string, std::string> all;
    for (const auto& program : result.at("programs")) {
        for (const auto& check : program.at("checks"))
            all[check.at("id")] = check.at("verdict");
    }
    return all;
}

void stubs_fail(const unpacked_bundle& bundle) {
    const auto first = bundle.lab({"check", "tcp_server"});
    INFO(first.out << first.err);
    CHECK(first.code == 1);
    CHECK(first.out.find("tcp_server/listens") != std::string::npos);
    const auto result = parsed(bundle.lab({"check", "--json"}));
    for (const auto& program : result.at("programs")) {
        CHECK(program.at("status") == "built");
        CHECK(program.at("warnings") == "");
        CHECK(program.at("score") < program.at("max_score"));
    }
}

// A submission of that assignment, graded: the same verdicts as those that the student saw.
void gets_the_same_grade(const unpacked_bundle& bundle, const course::assignment& of,
                         const std::map<std::string, std::string>& mine) {
    const auto handed =
        parsed(bundle.lab({"submit", "--name", "Ñusta Peña", "--assignment", of.name, "--json"}));
    const auto zip = bundle.home() / handed.at("file").get<std::string>();
    const lab::scratch_folder out;
    const auto graded = lab_of_the_tree(
        {"grade", zip.string(), "--out", (out.path() / "r").string(), "--unsafe-no-sandbox"});
    INFO(graded.out << graded.err);
    if (graded.code == 2) return;  // a system without grading
    REQUIRE(graded.code == 0);
    json result;
    for (const auto& item : fs::directory_iterator(out.path() / "r")) {
        const auto file = item.path() / "result.json";
        if (fs::exists(file)) result = json::parse(lab::read_file(file));
    }
    REQUIRE(result.is_object());
    const auto wanted = course::only(the_course(), of);
    CHECK(result.at("programs").size() == wanted.exercises.size());
    const auto theirs = verdicts(result);
    for (const auto& exercise : wanted.exercises) {
        for (const auto& check : exercise.checks) {
            CAPTURE(check.id);
            REQUIRE(mine.count(check.id) == theirs.count(check.id));
            if (mine.count(check.id) == 1) CHECK(theirs.at(check.id) == mine.at(check.id));
        }
    }
}

void serves_its_course(const unpacked_bundle& bundle) {
    CHECK_FALSE(fs::exists(bundle.home() / "solutions"));
    CHECK(lab::read_file(bundle.home() / "exercises/01_tcp_server/tcp_server.cpp")
              .find("Páginas de manual") != std::string::npos);
    stubs_fail(bundle);

    bundle.solve();
    const auto checked = bundle.lab({"check", "--json"});
    INFO(checked.out);
    CHECK(checked.code == 0);
    const auto mine = parsed(checked);
    CHECK(mine.at("score") == the_course().automatic_points());

    for (const auto& assignment : the_course().assignments)
        gets_the_same_grade(bundle, assignment, verdicts(mine));
}

}  // namespace

TEST_CASE("in a bundle stubs fail, solutions pass, and a submission gets the same grade") {
    const unpacked_bundle bundle("es", tools::ours);
    serves_its_course(bundle);
    const auto configured = bundle.configure();
    INFO(configured.out << configured.err);
    CHECK(configured.code == 0);
}

// acceptance_bundle "[build]", it takes some minutes.
TEST_CASE("a bundle is built without network, and its commands work", "[.][build]") {
    serves_its_course(unpacked_bundle("es", tools::built_there));
}

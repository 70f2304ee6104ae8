// The suite on programs with a known verdict: it must never reject a correct one, and must name the
// bug of each wrong one.
#include "acceptance/trial.hpp"
#include "support/parallel.hpp"
#include "support/process.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <set>
#include <sstream>

#include <sock_catch.hpp>

using namespace acceptance;

namespace {

// Ends what a killed suite left behind.
const bool adopting = (support::adopt_orphans(), true);

std::string problems_of(const report& result) {
    if (!result.finished) return "the suite did not finish: " + result.screen;
    for (const auto& check : result.checks) {
        if (check.verdict == "internal-error") return check.id + ": internal error: " + check.text;
    }
    return {};
}

std::string rejection(const trial& tried) {
    if (!tried.problem.empty()) return tried.problem;
    if (const auto fault = problems_of(tried.result); !fault.empty()) return fault;
    for (const auto& check : tried.result.checks) {
        if (check.verdict == "passed" && check.points == check.max_points) continue;
        // A build with other flags may not support a check.
        if (check.not_tried() && !tried.what.flags.empty()) continue;
        return check.id + " " + check.verdict + ": " + check.diagnosis + ": " + check.text +
               " (got: " + check.got + ")";
    }
    // Python programs are judged without the checks that need sanitizers.
    const bool every_check = tried.what.flags.empty() && tried.what.in != course::dialect::python;
    const auto expected = the_course().find(tried.what.program)->points;
    if (!every_check || tried.result.points() == expected) return {};
    return std::to_string(tried.result.points()) + " of " + std::to_string(expected) + " points";
}

course::catalogue catalogue_in(course::language language) {
    auto result = course::catalogue::load(words(), language);
    for (const auto& exercise : the_course().exercises)
        result.add(exercises() / exercise.folder / "words");
    return result;
}

std::string missing_words(const check_report& failed) {
    static const auto english = catalogue_in(course::language::en);
    static const auto spanish = catalogue_in(course::language::es);
    for (const auto* language : {&english, &spanish}) {
        try {
            if (language->text(failed.diagnosis, failed.parameters).empty())
                return failed.diagnosis + " says nothing";
        } catch (const std::exception& hole) {
            return failed.diagnosis + ": " + hole.what();
        }
    }
    return failed.text.empty() ? failed.diagnosis + " came without its text" : "";
}

// What the stub does already has no TODO: a check of it names none.
bool speaks_of_todo(const check_report& failed) {
    const auto program = failed.id.substr(0, failed.id.find('/'));
    const auto& checks = the_course().find(program)->checks;
    return std::any_of(checks.begin(), checks.end(),
                       [&](const auto& check) { return check.id == failed.id && check.todo != 0; });
}

std::string misjudgement(const trial& tried) {
    if (!tried.problem.empty()) return tried.problem;
    if (const auto fault = problems_of(tried.result); !fault.empty()) return fault;
    const auto* failed = tried.result.first_failed();
    if (failed == nullptr) return "no check fails";
    const auto& wanted = tried.what.expected;
    const bool in_place = failed->id == wanted.check || wanted.at_latest;
    if (!in_place || failed->diagnosis != wanted.diagnosis) {
        return "expected " + wanted.check + ": " + wanted.diagnosis + "; got " + failed->id + ": " +
               failed->diagnosis + " (" + failed->got + ")";
    }
    if (failed->todo == 0 && speaks_of_todo(*failed)) return failed->id + " names no TODO";
    return missing_words(*failed);
}

// SOCK_PROGRAM="many_server udp_server/merges": only the programs of one exercise, or these, for an
// author who is at work on them.
std::vector<sample> asked_for(std::vector<sample> all) {
    const char* wanted = std::getenv("SOCK_PROGRAM");
    if (wanted == nullptr) return all;
    std::istringstream words(wanted);
    const std::set<std::string> names{std::istream_iterator<std::string>(words), {}};
    std::erase_if(all, [&](const sample& each) {
        return names.count(each.program) == 0 && names.count(each.name()) == 0;
    });
    return all;
}

}  // namespace

TEST_CASE("correct programs of every style get every point") {
    const auto samples = correct_programs();
    REQUIRE(samples.size() >= 25);
    for (const auto& tried : try_all(asked_for(samples), extent::all_checks)) {
        INFO(tried.what.name() << ": " << rejection(tried));
        CHECK(rejection(tried).empty());
    }
}

TEST_CASE("wrong programs fail, each with its actual cause") {
    const auto samples = wrong_programs();
    REQUIRE(samples.size() >= 45);
    // Most of the time is spent in waits for what a wrong program never does, so more than one
    // program per core runs without disturbing the others.
    const auto at_a_time = 3 * support::cores();
    for (const auto& tried : try_all(asked_for(samples), extent::until_expected, at_a_time)) {
        INFO(tried.what.name() << " (" << tried.what.what << "): " << misjudgement(tried));
        CHECK(misjudgement(tried).empty());
    }
}

TEST_CASE("a patch that does not apply is refused") {
    CHECK(patched("one two", {{"two", "three"}}) == "one three");
    CHECK_THROWS_AS(patched("one two", {{"four", "three"}}), std::runtime_error);
    CHECK_THROWS_AS(patched("two two", {{"two", "three"}}), std::runtime_error);
}

#include "grading/rubric.hpp"

#include "grading/exports.hpp"
#include "grading/report_facts.hpp"
#include "grading/told.hpp"
#include "sock_catch.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/wire/sample.hpp"

#include <stdexcept>

namespace {

course::course with_rubric() {
    auto it = sample::one_exercise();
    it.assignments[0].rubric = {{"reasons", 6, {"Reasons", "Razones"}},
                                {"figures", 4, {"Figures", "Cifras"}}};
    return it;
}

wire::result waiting() {
    auto it = sample::result();
    it.report.sha256 = "3f2a9c1b77aa" + std::string(52, '0');
    return it;
}

std::optional<course::mark> mark(const std::string& row) {
    const auto rows =
        grading::read_rubric("submission,report,facts,reasons,figures,comment,author\n" + row,
                             "rubric.csv", with_rubric());
    return grading::mark_of(rows.at(0), {waiting()}, with_rubric(), course::language::en);
}

std::string rubric_complaint(const std::string& row) {
    return complaint_of([&] { return mark(row); });
}

constexpr const char* given =
    "# Report\n\n## Experiment A\n\n<!-- lab experiment a: -->\n(output)\n"
    "<!-- end of lab experiment a -->\n\n(What happened?)\n\n"
    "## Questions\n\n1. Why?\n";

std::vector<wire::fact> facts(const std::string& report) {
    auto assignment = sample::one_exercise().assignments[0];
    assignment.section_words = 3;
    assignment.evidence = {"a"};
    return grading::report_facts(report, {given, "# Reporte\n\n## Preguntas\n"}, assignment,
                                 words());
}

}  // namespace

TEST_CASE("a complete row of the form is a mark", "[rubric]") {
    const auto it = mark("ada_lovelace,sha256:3f2a9c1b77aa,,\"4,5\",4,Clear.,Grace\n");
    REQUIRE(it);
    CHECK(it->points == 8.5);
    CHECK(it->comment == "Reasons 4.5/6, Figures 4/4. Clear.");
    CHECK(it->report == "3f2a9c1b77aa");
    CHECK(it->author == "Grace");
    CHECK_FALSE(mark("ada_lovelace,sha256:3f2a9c1b77aa,,5,,,\n"));
}

TEST_CASE("the sum of points is what people write, not the nearest of two numbers", "[rubric]") {
    CHECK(mark("ada_lovelace,sha256:3f2a9c1b77aa,,4.1,3.3,,\n")->points == 7.4);
}

TEST_CASE("a mistake in the form is refused, with its line", "[rubric]") {
    CHECK(rubric_complaint("adda_lovelace,3f2a9c1b77aa,,1,1,,\n") ==
          "rubric.csv:2: there is no submission `adda_lovelace`; did you mean `ada_lovelace`?");
    CHECK(rubric_complaint("ada_lovelace,3f2a9c1b77aa,,7,1,,\n") ==
          "rubric.csv:2: `reasons` has 7 of 6 points");
    CHECK(rubric_complaint("ada_lovelace,3f2a9c1b77aa,,1e300,1,,\n") ==
          "rubric.csv:2: `reasons` has 1e300 of 6 points");
    CHECK(rubric_complaint("ada_lovelace,3f2a9c1b77aa,,x,1,,\n") ==
          "rubric.csv:2: `reasons` is not a number of points: x");
    CHECK(rubric_complaint("ada_lovelace,3f,,1,1,,\n") ==
          "rubric.csv:2: `report` is not the one of the form");
    CHECK_THROWS_AS(grading::read_rubric("submission,reason\n", "r", with_rubric()),
                    std::runtime_error);
}

TEST_CASE("the form keeps what has been begun, and comes back as it is", "[rubric]") {
    const auto form = grading::rubric_form({waiting()}, {}, with_rubric());
    CHECK(holds(form, "submission,report,facts,reasons,figures,comment,author\r\n"));
    CHECK(holds(form, "\"ada_lovelace\",\"sha256:3f2a9c1b77aa\",\"0 of 0\",\"\""));
    const auto begun = grading::read_rubric(
        "submission,report,reasons\nada_lovelace,sha256:3f2a9c1b77aa,5\n", "r", with_rubric());
    CHECK(holds(grading::rubric_form({waiting()}, begun, with_rubric()), ",\"5\",\"\","));
    const auto of_another_report = grading::read_rubric(
        "submission,report,reasons\nada_lovelace,sha256:ffffffffffff,5\n", "r", with_rubric());
    CHECK(grading::rubric_form({waiting()}, of_another_report, with_rubric()) == form);
}

TEST_CASE("the facts of a report are its sections and its evidence", "[report]") {
    const auto untouched = facts(given);
    REQUIRE(untouched.size() == 3);
    for (const auto& it : untouched)
        CHECK_FALSE(it.good);
    const auto answered = facts("## Experiment A\n\n<!-- lab experiment a: -->\nmine\n"
                                "<!-- end of lab experiment a -->\n\nThe client got a reset.\n");
    CHECK(answered[0].good);
    CHECK(answered[0].what.id == "report.answered");
    CHECK(answered[1].what.id == "report.no-section");
    CHECK(answered[2].what.id == "report.evidence-edited");
    CHECK(facts("## Preguntas\n\nPorque no importa.\n")[0].good);
    CHECK(facts("").empty());
}

TEST_CASE("a student is told of a hidden check only what the course allows", "[told]") {
    auto it = sample::result();
    auto& secret = it.programs[0].checks[2];
    secret.verdict = wire::verdict::failed;
    secret.title = "The secret title";
    secret.diagnosis = {"remark.missing", {{"program", "SECRET BYTES"}}, "SECRET BYTES is missing"};
    secret.evidence.got = wire::plain("SECRET BYTES");
    secret.evidence.source = it.programs[0].checks[1].evidence.source;
    using course::hidden_failure;
    for (const auto which : {hidden_failure::nothing, hidden_failure::cause}) {
        it.hidden_failures = which;
        const auto page = grading::feedback_page(it, words());
        for (const char* text : {"SECRET", "secret"})
            CHECK_FALSE(holds(page, text));
        CHECK(holds(page, "… is missing") == (which == hidden_failure::cause));
        CHECK(holds(page, "Checks that are not shown: 1; together 1 points."));
    }
    it.hidden_failures = hidden_failure::full;
    const auto page = grading::feedback_page(it, words());
    CHECK(holds(page, "The secret title (tcp_server/secret)"));
    CHECK(holds(page, "SECRET BYTES"));
}

TEST_CASE("the pages tell a weight, a date that was missed, and facts", "[html]") {
    auto it = sample::result();
    it.programs[0].scale = {3, 6};
    it.late = {"2026-12-05", "2026-12-04", 1, 20};
    it.report.facts = {{true, wire::plain("Section one")}};
    const auto page = grading::feedback_page(it, words());
    CHECK(holds(page, "1.5 of 3 points"));
    CHECK(holds(page, "1.2 of 13 points"));
    CHECK(holds(page, "due at 2026-12-04. Lateness costs 20 %"));
    CHECK(holds(page, "</span> Section one</li>"));
}

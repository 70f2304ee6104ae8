// The grade book in other programs' forms, by the rules that their parsers have.
#include "grading/exports.hpp"

#include "grading/export.hpp"
#include "grading/problem.hpp"
#include "grading/told.hpp"
#include "sock_catch.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/grading/page_samples.hpp"
#include "tools/grading/toy_class.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

using grading::exported;
using nlohmann::json;

namespace {

exported export_of(const std::string& name, const std::vector<wire::result>& all) {
    static const auto course = sample::one_exercise();
    const grading::roster students;
    std::vector<wire::result> told;
    for (const auto& it : all)
        told.push_back(grading::as_told(it, words()));
    return grading::export_as(name, {told, course, words(), students});
}

std::string only_file(const exported& it) {
    REQUIRE(it.files.size() == 1);
    return it.files.front().bytes;
}

wire::result not_judged() {
    auto it = sample::result();
    it.submission.name = "grace";
    it.programs[0].checks[0].verdict = wire::verdict::internal_error;
    return it;
}

std::size_t how_often(const std::string& text, const std::string& part) {
    std::size_t result = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++result;
    return result;
}

const std::set<std::string> gradescope_formats = {"text", "html", "simple_format", "md", "ansi"};

// gradescope/autograder_samples, docs/specs.md
void check_gradescope(const json& it) {
    const std::set<std::string> known = {"score",         "execution_time",     "output",
                                         "output_format", "test_output_format", "test_name_format",
                                         "visibility",    "stdout_visibility",  "extra_data",
                                         "tests",         "leaderboard"};
    for (const auto& [name, value] : it.items())
        CHECK(known.contains(name));
    CHECK(it.at("score").is_number());
    CHECK(gradescope_formats.contains(it.at("output_format")));
    const std::set<std::string> of_test = {
        "score",  "max_score",     "status", "name",       "name_format", "number",
        "output", "output_format", "tags",   "visibility", "extra_data"};
    for (const auto& test : it.at("tests")) {
        for (const auto& [name, value] : test.items())
            CHECK(of_test.contains(name));
        CHECK(test.at("name").is_string());
        CHECK(gradescope_formats.contains(test.at("output_format")));
        if (test.contains("status"))
            CHECK((test.at("status") == "passed" || test.at("status") == "failed"));
        if (test.contains("score")) CHECK(test.at("score") <= test.at("max_score"));
    }
}

}  // namespace

TEST_CASE("Gradescope gets a result for each submission that was judged", "[export]") {
    const auto made = export_of("gradescope", {sample::result(), not_judged()});
    const auto it = json::parse(only_file(made));
    CHECK(made.files[0].path == "gradescope/ada_lovelace.json");
    check_gradescope(it);
    CHECK(it.at("score") == 3);
    const auto& tests = it.at("tests");
    REQUIRE(tests.size() == 4);
    CHECK(tests[1].at("status") == "failed");
    CHECK(holds(tests[1].at("output"), "Stops at NUL."));
    CHECK_FALSE(holds(it.dump(), "secret"));  // the hidden check
    CHECK_FALSE(tests[3].contains("score"));  // the report has no mark
    REQUIRE(made.attention.size() == 1);
    CHECK(holds(made.attention[0].why.text, "grace"));
}

TEST_CASE("Gradescope gets the score after lateness and marks", "[export]") {
    auto late = sample::result();
    late.report.score = 8.5;
    late.late = {"2026-12-05", "2026-12-04", 1, 20};
    const auto it = json::parse(only_file(export_of("gradescope", {late})));
    check_gradescope(it);
    CHECK(it.at("score") == wire::number(late.score()));
    CHECK(it.at("tests")[3].at("score") == 8.5);
    CHECK(it.at("tests")[3].at("max_score") == 10);
}

TEST_CASE("PrairieLearn gets a share of the points in at most a megabyte", "[export]") {
    const auto it = json::parse(only_file(export_of("prairielearn", {sample::result()})));
    CHECK(it.at("gradable") == true);
    CHECK(it.at("score").get<double>() == Approx(3.0 / 16));
    CHECK(it.at("tests")[0].at("max_points") == 3);
    auto large = sample::result();
    large.programs[0].checks[1].evidence.did.assign(1'200'000, 'x');
    const auto text = only_file(export_of("prairielearn", {large}));
    CHECK(text.size() < 1'000'000);
    CHECK(json::parse(text).at("tests").size() == 3);
}

TEST_CASE("Autolab gets one line, without a report that has no mark", "[export]") {
    auto it = sample::result();
    CHECK(only_file(export_of("autolab", {it})) ==
          "{\"scores\":{\"tcp_server\":3},\"scoreboard\":[3]}\n");
    it.report.score = 8.5;
    CHECK(only_file(export_of("autolab", {it})) ==
          "{\"scores\":{\"tcp_server\":3,\"report\":8.5},\"scoreboard\":[11.5]}\n");
}

TEST_CASE("JUnit counts as its readers do, and holds no markup of a student", "[export]") {
    const auto text = only_file(export_of("junit", {sample::result()}));
    CHECK(holds(text, "<testsuite name=\"ada_lovelace.tcp_server\" tests=\"3\" failures=\"1\" "
                      "errors=\"0\" skipped=\"1\""));
    CHECK(holds(text, "type=\"echo.cut-at-nul\""));
    CHECK(how_often(text, "<testcase ") == 3);
    CHECK(how_often(text, "<failure ") == 1);
    CHECK(how_often(text, "<skipped ") == 1);
    for (const char* attack : page_samples::attacks) {
        const auto hostile = only_file(export_of("junit", {page_samples::hostile(attack)}));
        for (const char* markup : {"<img", "<script", "<u>", "]]>"})
            CHECK_FALSE(holds(hostile, markup));
        CHECK(how_often(hostile, "<testcase ") == how_often(hostile, "</testcase>"));
    }
    const auto odd = only_file(export_of("junit", {page_samples::hostile("\x01\xEF\xBF\xBF")}));
    CHECK_FALSE(holds(odd, "\xEF\xBF\xBF"));
    CHECK_FALSE(holds(odd, "\x01"));
}

TEST_CASE("the Markdown summary holds no markup of a student", "[export]") {
    const auto text = only_file(export_of("markdown", {sample::result()}));
    CHECK(holds(text, "| ada\\_lovelace | 3 / 16 | provisional |"));
    CHECK(holds(text, "Stops at NUL\\."));
    CHECK_FALSE(holds(text, "secret"));
    const auto hostile = only_file(export_of("markdown", {page_samples::hostile("a|b\n# <u>`*_")}));
    CHECK(holds(hostile, "a\\|b"));
    CHECK_FALSE(holds(hostile, "\n# \\<u"));
    CHECK_FALSE(holds(hostile, "<u>"));
}

TEST_CASE("a workflow command is nothing that a student has written", "[export]") {
    const auto text =
        only_file(export_of("github", {page_samples::hostile("x\n::error::forged,:%")}));
    const auto stop = text.find("::stop-commands::");
    REQUIRE(stop != std::string::npos);
    const auto token = text.substr(stop + 17, 32);
    CHECK(text.ends_with("::" + token + "::\n"));
    CHECK(text != only_file(export_of("github", {sample::result()})));
    // Before it, each line is one annotation.
    std::istringstream before(text.substr(0, stop));
    std::size_t lines = 0;
    for (std::string line; std::getline(before, line); ++lines)
        CHECK(line.starts_with("::error title="));
    CHECK(lines == 2);  // a failed check, a failed build
    CHECK(holds(text, "forged%2C%3A%25"));
}

TEST_CASE("an annotation is at the line that the failure is about", "[export]") {
    const auto text = only_file(export_of("github", {sample::result()}));
    CHECK(holds(text, ",file=exercises/01_tcp_server/tcp_server.py,line=12::"));
    CHECK_FALSE(holds(only_file(export_of("github", {sample::result(), not_judged()})), "file="));
}

TEST_CASE("an unknown export is refused before anything is judged", "[export]") {
    CHECK(grading::read_export_names("", words()).empty());
    CHECK(grading::read_export_names("junit,markdown", words()).size() == 2);
    const auto why = complaint_of([] { return grading::read_export_names("junt", words()); });
    CHECK(holds(why, "`junt`"));
    CHECK(holds(why, "Is `junit` meant?"));
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.what_.exports = "junt";
    CHECK(it.grade() == 2);
    CHECK_FALSE(std::filesystem::exists(it.out()));
}

TEST_CASE("exports are written beside the grade book, in place of the earlier ones", "[export]") {
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("exports", toy::half);
    it.what_.exports = "gradescope,junit";
    REQUIRE(it.grade() == 0);
    CHECK(std::filesystem::exists(it.out() / "exports/gradescope/ada.json"));
    CHECK(std::filesystem::exists(it.out() / "exports/gradescope/exports-2.json"));
    CHECK(std::filesystem::exists(it.out() / "exports/junit.xml"));
    it.what_.exports = "markdown";
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada 6 kept\n"));
    CHECK(std::filesystem::exists(it.out() / "exports/summary.md"));
    CHECK_FALSE(std::filesystem::exists(it.out() / "exports/junit.xml"));
}

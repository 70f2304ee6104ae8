#include "grading/exports.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/grading/page_samples.hpp"

using grading::class_page;
using namespace page_samples;

namespace {

std::vector<wire::result> copies(std::size_t count) {
    std::vector<wire::result> result(count, sample::result());
    for (std::size_t i = 0; i < count; ++i)
        result[i].submission.name += std::to_string(i);
    return result;
}

}  // namespace

TEST_CASE("the class's page escapes all markup", "[html]") {
    for (const auto language : {course::language::en, course::language::es})
        for (const auto* attack : attacks)
            check_harmless(class_page({sample::result(), hostile(attack)}, {}, words(language),
                                      {"guide.en.html", {}}));
}

TEST_CASE("the class at a glance: points, what is missing, checks, diagnoses", "[html]") {
    auto broken = sample::result();
    broken.submission.name = "grace";
    broken.report.status = wire::report_status::missing;
    broken.programs.push_back({"udp_server", wire::program_status::missing, {}, {}});
    const auto page = class_page({sample::result(), broken}, {}, words(),
                                 {"guide.en.html", {{"bytes", "Bytes, not strings"}}});
    CHECK(shows(page, "href=\"ada_lovelace/feedback.html\""));
    // Both have 3 of 6 points.
    CHECK(shows(page, "0: 0; 1: 0; 2: 0; 3: 2; 4: 0; 5"));
    CHECK(shows(page, "<li>udp_server is missing</li>"));
    CHECK(shows(page, "<li>REPORTE.md: missing</li>"));
    // One row of symbols for each; the words of a diagnosis, and not its id.
    CHECK(shows(page, "<td class=\"p\">✓</td><td class=\"f\">✗</td><td class=\"s\">·</td>"));
    CHECK(shows(page, "echo (tcp_server/echo): failed 2 of 2"));
    CHECK(shows(page, "Stops at NUL."));
    CHECK_FALSE(shows(page, "echo.cut-at-nul"));
    CHECK(shows(page, "<a href=\"guide.en.html#bytes\">Bytes, not strings</a>"));
}

TEST_CASE("no submission, one, and three hundred", "[html]") {
    CHECK(shows(class_page({}, {}, words()), "Submissions: 0"));
    CHECK_FALSE(shows(class_page({}, {}, words()), "<table"));
    CHECK(shows(class_page(copies(1), sample::one_exercise(), words()), "ada_lovelace0"));
    const auto few = class_page(copies(100), sample::one_exercise(), words());
    const auto many = class_page(copies(300), sample::one_exercise(), words());
    // What one submission adds: three cells, a name four times, a summary.
    CHECK((many.size() - few.size()) / 200 < 700);
}

TEST_CASE("a class without points, and one without an internal error's points", "[html]") {
    auto ours = sample::result();
    ours.programs[0].checks[0].verdict = wire::verdict::internal_error;
    ours.programs[0].checks[0].points = 0;
    CHECK_FALSE(shows(class_page({ours}, {}, words()), "histogram\""));
    CHECK(shows(class_page({ours}, {}, words()), "<td class=\"o\">!</td>"));
}

TEST_CASE("a very long name stays one name", "[html]") {
    auto it = sample::result();
    it.submission.name = std::string(200, 'W');
    const auto page = class_page({it}, {}, words());
    CHECK(shows(page, it.submission.name + "/feedback.html"));
    CHECK(shows(page, "overflow-wrap: anywhere"));
}

#include "grading/exports.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/grading/page_samples.hpp"

using grading::feedback_page;
using namespace page_samples;

TEST_CASE("the feedback is complete in both languages, and escapes all markup", "[html]") {
    for (const auto language : {course::language::en, course::language::es}) {
        for (const auto* attack : attacks)
            check_harmless(feedback_page(hostile(attack), words(language), {"guide.en.html", {}}));
        const auto page = feedback_page(sample::result(), words(language));
        CHECK(shows(page, "prefers-color-scheme: dark"));
        CHECK(shows(page, "lang=\"" + std::string(course::code(language)) + "\""));
        CHECK(shows(page, "seed 17") != (language == course::language::es));
    }
    const auto page = feedback_page(sample::result(), words());
    CHECK(shows(page, "Stops at NUL."));
    CHECK(shows(page, "3 of 16 points"));
    CHECK_FALSE(shows(page, "secret"));
    CHECK_FALSE(shows(page, "tcp_server/echo explains"));
}

TEST_CASE("the student's own lines are shown, and the line in question is marked", "[html]") {
    const auto page = feedback_page(sample::result(), words());
    CHECK(shows(page, "<span><i>11 </i>data = peer.recv(1024)</span>"
                      "<mark><i>12 </i>peer.send(data[:3])</mark>"));
    auto gap = sample::result();
    gap.programs[0].checks[1].evidence.source.lines[1].number = 20;
    CHECK(shows(feedback_page(gap, words()), "</span><span><i>⋮</i></span><mark>"));
}

TEST_CASE("a check that could not be tried says why, unless it is hidden", "[html]") {
    auto it = sample::result();
    auto& hidden = it.programs[0].checks[2];
    CHECK_FALSE(shows(feedback_page(it, words()), "Not final"));  // an earlier check explains it
    hidden.evidence.because.clear();
    hidden.diagnosis = {"sanitizers.none", {}, "This compiler has no sanitizers."};
    const auto page = feedback_page(it, words());
    CHECK(shows(page, "Not final: some checks could not be tried"));
    CHECK_FALSE(shows(page, "secret"));
    CHECK_FALSE(shows(page, "no sanitizers"));
    hidden.hidden = false;
    CHECK(shows(feedback_page(it, words()), "0 of 1 points. This compiler has no sanitizers."));
}

TEST_CASE("a check that passed in spite of a known mistake says so", "[html]") {
    auto it = sample::result();
    it.programs[0].checks[0].given = {wire::plain("it listens at <b>")};
    CHECK(shows(feedback_page(it, words()),
                "3 of 3 points; passed, given that it listens at &lt;b&gt;"));
}

TEST_CASE("a diagnosis links to its section of the guide", "[html]") {
    const grading::guide_links guide{"guide.es.html", {{"bytes", "Bytes, no texto"}}};
    const auto page = feedback_page(sample::result(), words(course::language::es), guide);
    CHECK(shows(page, "<a href=\"../guide.es.html#bytes\">Bytes, no texto</a>"));
    CHECK(shows(page, "./lab guide bytes"));
    const auto without = feedback_page(sample::result(), words());
    CHECK_FALSE(shows(without, "href=\"../"));
    CHECK(shows(without, "./lab guide bytes"));
}

TEST_CASE("a skipped check names the one that failed, not another skipped one", "[html]") {
    auto it = sample::result();
    auto& checks = it.programs[0].checks;
    checks[2].hidden = false;
    checks.push_back(sample::check("last", wire::verdict::skipped, 0, 1));
    checks[3].evidence.because = "tcp_server/secret";
    auto page = feedback_page(it, words());
    CHECK(shows(page, "tcp_server/echo explains"));
    CHECK_FALSE(shows(page, "tcp_server/secret explains"));
    // Two checks that are each other's reason must not cause an endless loop.
    checks[2].evidence.because = "tcp_server/last";
    CHECK(shows(feedback_page(it, words()), "</html>"));
}

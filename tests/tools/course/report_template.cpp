#include "course/report_template.hpp"

#include "sock_catch.hpp"

namespace {

const std::string given = "# Report\n"
                          "\n"
                          "## A\n"
                          "\n"
                          "<!-- lab experiment a: -->\n"
                          "(commands and output)\n"
                          "<!-- end of lab experiment a -->\n"
                          "\n"
                          "(What did the client notice?\n"
                          "Why not earlier?)\n"
                          "\n"
                          "## B\n";

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("evidence replaces the placeholder, and older evidence") {
    const auto first = course::put_evidence(given, "a", "one\n", "A");
    CHECK(first.how == course::filled::in_place);
    CHECK(holds(first.report, "\none\n<!-- end of lab experiment a -->\n"));
    CHECK_FALSE(holds(first.report, "(commands and output)"));
    const auto second = course::put_evidence(first.report, "a", "two\n", "A");
    CHECK(second.how == course::filled::in_place);
    CHECK_FALSE(holds(second.report, "one"));
    CHECK(holds(second.report, "\ntwo\n"));
    CHECK(course::put_evidence(second.report, "a", "two\n", "A").report == second.report);
}

TEST_CASE("text that a person wrote between the markers moves below them") {
    auto written = given;
    written.replace(written.find("(commands"), 21, "$ ./tcp_client\nhola");
    const auto put = course::put_evidence(written, "a", "one\n", "A");
    CHECK(put.how == course::filled::moved);
    CHECK(holds(put.report, "<!-- end of lab experiment a -->\n\n$ ./tcp_client\nhola\n"));
    // A single changed letter in inserted evidence counts as a person's text.
    auto edited = course::put_evidence(given, "a", "one\n", "A").report;
    edited.replace(edited.find("\none\n"), 5, "\none!\n");
    CHECK(holds(course::put_evidence(edited, "a", "two\n", "A").report, "one!"));
}

TEST_CASE("changed line ends do not count as a person's text") {
    auto report = course::put_evidence(given, "a", "one\n", "A").report;
    for (std::size_t at = 0; (at = report.find('\n', at)) != std::string::npos; at += 2)
        report.insert(at, "\r");
    CHECK(course::put_evidence(report, "a", "two\n", "A").how == course::filled::in_place);
}

TEST_CASE("a report without the markers gets them at its end") {
    const auto put = course::put_evidence("# Mine\n\nText.", "b", "one\n", "Experiment B");
    CHECK(put.how == course::filled::appended);
    CHECK(put.report.rfind("# Mine\n\nText.\n\n## Experiment B\n\n<!-- lab experiment b: ", 0) ==
          0);
    CHECK(course::put_evidence(put.report, "b", "two\n", "Experiment B").how ==
          course::filled::in_place);
    // A marker whose end was deleted is ignored: the text behind it must not be lost.
    const std::string broken = "<!-- lab experiment b: -->\nmy text\n";
    CHECK(holds(course::put_evidence(broken, "b", "one\n", "B").report, "my text"));
}

TEST_CASE("an answer replaces the question, and nothing else") {
    const auto report = course::put_answer(given, "a", "By recv, which gave 0.");
    CHECK(holds(report, "-->\n\nBy recv, which gave 0.\n\n## B\n"));
    CHECK_FALSE(holds(report, "Why not earlier?"));
    const auto more = course::put_answer(report, "a", "And then it ended.");
    CHECK(holds(more, "By recv, which gave 0."));
    CHECK(holds(more, "And then it ended."));
    const auto elsewhere = course::put_answer("# Mine\n", "a", "Text.");
    CHECK(elsewhere == "# Mine\n\nText.\n");
}

TEST_CASE("evidence is not the author's text") {
    const auto put = course::put_evidence(given, "a", "one\ntwo\n", "A").report;
    const auto own = course::without_evidence(put);
    CHECK_FALSE(holds(own, "one"));
    CHECK(holds(own, "(What did the client notice?"));
    CHECK(holds(own, "## B"));
    // Text that a person wrote between the markers counts.
    auto by_hand = given;
    by_hand.replace(by_hand.find("(commands"), 21, "$ ./tcp_client");
    CHECK(holds(course::without_evidence(by_hand), "$ ./tcp_client"));
    CHECK(course::without_evidence("no place\n") == "no place\n");
}

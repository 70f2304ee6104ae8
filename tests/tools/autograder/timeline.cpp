#include "autograder/timeline.hpp"

#include <sock_catch.hpp>

using namespace suite;

TEST_CASE("many transfers in a row become one sum, until another event") {
    const auto words =
        course::catalogue::load(SOCK_TREE "/tests/autograder/words", course::language::en);
    timeline trace(&words);
    for (int i = 0; i < 100; ++i)
        trace.transfer("peer", "program", "hola\n", "printf");
    REQUIRE(trace.steps().size() == 5);
    CHECK(trace.steps()[0].what.text == "peer → program  5 bytes \"hola\\n\"");
    CHECK(trace.steps()[0].by_hand == "printf");
    CHECK(trace.steps()[0].what.params.at("from") == "peer");
    CHECK(trace.steps()[0].what.params.at("to") == "program");
    CHECK(trace.steps()[4].what.id == "step.pieces");
    CHECK(trace.steps()[4].what.params.at("to") == "program");
    trace.transfer("program", "peer", "hola\n");
    trace.transfer("peer", "program", "hola\n");
    CHECK(trace.steps().size() == 7);
    CHECK(trace.steps()[6].what.text == "peer → program  5 bytes \"hola\\n\"");
}

TEST_CASE("the beginning and the end of a long transcript are kept") {
    wire::transcript steps;
    for (int i = 0; i < 100; ++i)
        steps.push_back({static_cast<double>(i), wire::plain(std::to_string(i)), {}});
    const auto brief = shortened(steps, 10);
    REQUIRE(brief.size() == 11);
    CHECK(brief[4].what.text == "4");
    CHECK(brief[5].what.text == "[… 90 …]");
    CHECK(brief[10].what.text == "99");
    CHECK(shortened(steps, 100).size() == 100);
}

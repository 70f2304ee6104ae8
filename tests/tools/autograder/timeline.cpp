#include "autograder/timeline.hpp"

#include <sock_catch.hpp>

using namespace suite;

TEST_CASE("many transfers in a row become one sum, until another event") {
    timeline record;
    for (int i = 0; i < 100; ++i)
        record.transfer("peer", "program", "hola\n", "printf");
    REQUIRE(record.steps().size() == 5);
    CHECK(record.steps()[0].what == "peer → program  5 bytes \"hola\\n\"");
    CHECK(record.steps()[0].by_hand == "printf");
    CHECK(record.steps()[4].what == "step.pieces");
    record.transfer("program", "peer", "hola\n");
    record.transfer("peer", "program", "hola\n");
    CHECK(record.steps().size() == 7);
    CHECK(record.steps()[6].what == "peer → program  5 bytes \"hola\\n\"");
}

TEST_CASE("a long timeline keeps its beginning and its end") {
    std::vector<step> steps;
    for (int i = 0; i < 100; ++i)
        steps.push_back({static_cast<double>(i), std::to_string(i), {}});
    const auto brief = shortened(steps, 10);
    REQUIRE(brief.size() == 11);
    CHECK(brief[4].what == "4");
    CHECK(brief[5].what == "[… 90 …]");
    CHECK(brief[10].what == "99");
    CHECK(shortened(steps, 100).size() == 100);
}

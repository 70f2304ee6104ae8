#include "support/pattern.hpp"

#include <sock_catch.hpp>

using support::pattern;

TEST_CASE("a match needs the whole text, a search a part of it") {
    const pattern number(R"((\d+)(px)?)");
    CHECK_FALSE(number.match("12 px"));
    CHECK(number.match("12px"));
    const auto found = number.search("at 12 px");
    REQUIRE(found);
    REQUIRE(found->size() == 3);
    CHECK(found->at(0) == "12");
    CHECK(found->at(1) == "12");
    CHECK(found->at(2).empty());
}

TEST_CASE("a result points into the searched text") {
    const std::string here = "points = 12";
    const auto found = pattern("[0-9]+").search(here);
    REQUIRE(found);
    CHECK(found->at(0).data() == here.data() + 9);
}

TEST_CASE("all matches, from left to right") {
    const auto all = pattern("a(.)").search_all("ab ac a");
    REQUIRE(all.size() == 2);
    CHECK(all[0][1] == "b");
    CHECK(all[1][1] == "c");
    CHECK(pattern("x").search_all("").empty());
}

TEST_CASE("an invalid expression is refused") {
    CHECK_THROWS(pattern("("));
}

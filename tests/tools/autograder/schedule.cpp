#include "autograder/schedule.hpp"

#include <sock_catch.hpp>

using suite::place_in_plan;
using suite::schedule;

TEST_CASE("a check waits for the checks that it depends on") {
    schedule plan({{}, {{0}, false, ""}, {{0, 1}, false, ""}}, 8);
    CHECK(plan.next() == 0U);
    CHECK_FALSE(plan.next());
    plan.over(0);
    CHECK(plan.next() == 1U);
    CHECK_FALSE(plan.next());
    plan.over(1);
    CHECK(plan.next() == 2U);
    CHECK_FALSE(plan.finished());
    plan.over(2);
    CHECK(plan.finished());
}

TEST_CASE("no more checks run at a time than allowed") {
    schedule plan({{}, {}, {}}, 2);
    CHECK(plan.next() == 0U);
    CHECK(plan.next() == 1U);
    CHECK_FALSE(plan.next());
    plan.over(0);
    CHECK(plan.next() == 2U);
}

TEST_CASE("a quiet check runs alone, and does not delay the others") {
    schedule plan({{{}, true, ""}, {}, {{1}, false, ""}}, 8);
    CHECK(plan.next() == 1U);
    CHECK_FALSE(plan.next());
    plan.over(1);
    CHECK(plan.next() == 2U);
    CHECK_FALSE(plan.next());
    plan.over(2);
    CHECK(plan.next() == 0U);
    CHECK_FALSE(plan.next());
}

TEST_CASE("no check starts beside a quiet check") {
    schedule plan({{{}, true, ""}, {{0}, false, ""}}, 8);
    CHECK(plan.next() == 0U);
    CHECK_FALSE(plan.next());
    plan.over(0);
    CHECK(plan.next() == 1U);
}

TEST_CASE("a well-known port has one user at a time") {
    schedule plan({{{}, false, "tcp 5000"}, {{}, false, "tcp 5000"}, {{}, false, "udp 5001"}}, 8);
    CHECK(plan.next() == 0U);
    CHECK(plan.next() == 2U);
    CHECK_FALSE(plan.next());
    plan.over(0);
    CHECK(plan.next() == 1U);
}

TEST_CASE("a repeated check runs alone, and its dependents wait for it") {
    schedule plan({{}, {}, {{0}, false, ""}}, 8);
    CHECK(plan.next() == 0U);
    CHECK(plan.next() == 1U);
    plan.again(0);
    CHECK_FALSE(plan.next());
    plan.over(1);
    CHECK(plan.next() == 0U);
    CHECK_FALSE(plan.next());
    plan.over(0);
    CHECK(plan.next() == 2U);
}

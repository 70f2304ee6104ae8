#include "autograder/schedule.hpp"

#include <sock_catch.hpp>

using suite::place_in_plan;
using suite::schedule;

TEST_CASE("a check waits for those that it comes after") {
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

TEST_CASE("no more run at a time than are allowed") {
    schedule plan({{}, {}, {}}, 2);
    CHECK(plan.next() == 0U);
    CHECK(plan.next() == 1U);
    CHECK_FALSE(plan.next());
    plan.over(0);
    CHECK(plan.next() == 2U);
}

TEST_CASE("a quiet check runs alone, and keeps nobody waiting") {
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

TEST_CASE("nothing starts beside a quiet check") {
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

TEST_CASE("what is tried again has a quiet slot, and its dependents wait for that") {
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

#include "support/deadline.hpp"

#include "sock_catch.hpp"

#include <poll.h>

using support::milliseconds;

TEST_CASE("progress does not move the end of all waits of a check") {
    support::bound_waits(milliseconds{60});
    support::deadline stall(milliseconds{10'000});
    int steps = 0;
    while (!stall.expired() && ++steps < 10'000) {
        ::poll(nullptr, 0, 5);
        stall.restart();  // a byte has come
    }
    CHECK(steps < 10'000);
    CHECK(stall.left() == milliseconds{0});
    CHECK(support::spent_of_bound() >= milliseconds{60});
    // Another wait of the same check has no time either; cleaning up has.
    CHECK(support::deadline(milliseconds{10'000}).expired());
    CHECK_FALSE(support::deadline::for_cleanup(milliseconds{10'000}).expired());
    // The next check begins anew.
    support::bound_waits(milliseconds{60'000});
    CHECK_FALSE(support::deadline(milliseconds{10'000}).expired());
    CHECK(support::spent_of_bound() < milliseconds{1000});
}

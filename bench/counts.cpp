// A test: what sock.hpp asks of the kernel and of the heap for an operation is what raw sockets
// ask. Times are for `lab bench`; these counts are the same on every machine. And `lab bench` says
// "tie" where it should.

#include "measure.hpp"
#include "system_calls.hpp"
#include "ways.hpp"

#include <cstdio>
#include <utility>
#include <vector>

namespace {

int failures = 0;

void expect(double expected, double found, const char* what, const char* operation) {
    if (found == expected) return;
    ++failures;
    std::printf("FAILED %s: %g %s instead of %g\n", operation, found, what, expected);
}

void compare(const char* name, bench::operation bench::way::*operation) {
    const double calls = bench::system_calls_each(bench::raw.*operation);
    if (calls < 0)
        std::printf("%s: this process may not watch another, so calls are not counted\n", name);
    else
        expect(calls, bench::system_calls_each(bench::sock.*operation), "system calls", name);
    expect(0, bench::allocations_each(bench::sock.*operation), "allocations", name);
}

/// Turns that take these times, over and over, against turns that always take 1.
bool ties_with_one(std::vector<double> times) {
    struct clock {
        std::vector<double> times;
        mutable std::size_t turn = 0;
    };
    const auto next = [](const void* what) {
        const auto& mine = *static_cast<const clock*>(what);
        return mine.times[mine.turn++ % mine.times.size()];
    };
    const clock one{{1}};
    const clock other{std::move(times)};
    return bench::compare({{"one", next, &one}, {"other", next, &other}}, 31).back().is_tie();
}

void compare_ties() {
    expect(1, ties_with_one({0.9, 1.1}), "ties", "times on both sides of 1");
    expect(0, ties_with_one({1.01, 1.02}), "ties", "times above 1");
    expect(0, ties_with_one({0.97, 0.98}), "ties", "times below 1");
    expect(99, bench::quantile({100, 98, 99, 97}, 0.5), "is the median of", "four values");
}

}  // namespace

int main() {
    compare_ties();
    compare("round trip", &bench::way::round_trip);
    compare("bulk", &bench::way::bulk);
    compare("datagram", &bench::way::datagram);
    compare("connection", &bench::way::connection);
    std::printf("%d failed\n", failures);
    return failures == 0 ? 0 : 1;
}

// A test: for each operation, sock.hpp makes as many system calls and heap allocations as raw
// sockets. `lab bench` measures times; these counts are the same on every machine.

#include "measure.hpp"
#include "system_calls.hpp"
#include "ways.hpp"

#include <cstdio>

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

}  // namespace

int main() {
    compare("round trip", &bench::way::round_trip);
    compare("bulk", &bench::way::bulk);
    compare("datagram", &bench::way::datagram);
    compare("connection", &bench::way::connection);
    std::printf("%d failed\n", failures);
    return failures == 0 ? 0 : 1;
}

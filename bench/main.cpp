// sock-bench [turns]
//
// One table: what sock.hpp costs, and asio where it is installed, as ratios to raw sockets. Below 1
// is faster than raw, above 1 slower. Processor time, not time on the clock: other work on the
// machine moves it little.

#include "compile.hpp"
#include "measure.hpp"
#include "ways.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

std::vector<bench::way> all_ways() {
#if defined(SOCK_BENCH_ASIO)
    return {bench::raw, bench::sock, bench::asio};
#else
    return {bench::raw, bench::sock};
#endif
}

struct turn {
    bench::operation what;
    int times;
};

double run_turn(const void* what) {
    const auto& mine = *static_cast<const turn*>(what);
    const double before = bench::own_seconds();
    mine.what(mine.times);
    return bench::own_seconds() - before;
}

struct translation {
    const char* name;
    const char* option;
};

double run_compiler(const void* what) {
    const auto& mine = *static_cast<const translation*>(what);
    return bench::compile(mine.name, mine.option);
}

double allocations_each(bench::operation what) {
    constexpr int times = 100;
    what(times);  // the first one sets things up
    const auto before = bench::allocations();
    what(times);
    return static_cast<double>(bench::allocations() - before) / times;
}

void print_row(const char* name, const char* unit, double raw, const std::vector<double>& others) {
    std::printf("  %-26s %9.3f %-5s", name, raw, unit);
    for (const double each : others)
        std::printf(" %8.3f", each);
    std::printf("\n");
    std::fflush(stdout);
}

void print_ratios(const char* name, const char* unit, double scale,
                  const std::vector<bench::result>& results) {
    std::vector<double> ratios;
    for (std::size_t i = 1; i < results.size(); ++i)
        ratios.push_back(results[i].ratio);
    print_row(name, unit, results.front().seconds * scale, ratios);
}

void race(const char* name, bench::operation bench::way::*what, int times, int turns) {
    const auto ways = all_ways();
    std::vector<turn> each;
    for (const auto& way : ways)
        each.push_back({way.*what, times});
    std::vector<bench::contestant> who;
    for (std::size_t i = 0; i < ways.size(); ++i)
        who.push_back({ways[i].name, run_turn, &each[i]});
    print_ratios(name, "us", 1e6 / times, bench::compare(who, turns));
}

void race_compilers(const char* name, const char* option, int turns) {
    std::vector<translation> each;
    for (const auto& way : all_ways())
        each.push_back({way.name, option});
    std::vector<bench::contestant> who;
    for (const auto& one : each)
        who.push_back({one.name, run_compiler, &one});
    print_ratios(name, "s", 1, bench::compare(who, turns));
}

void count(const char* name, const char* unit, double (*of)(const bench::way&)) {
    std::vector<double> counts;
    for (const auto& way : all_ways())
        counts.push_back(of(way));
    print_row(name, unit, counts.front(), {counts.begin() + 1, counts.end()});
}

}  // namespace

int main(int argc, char* argv[]) {
    const int turns = argc > 1 ? std::atoi(argv[1]) : 31;
    if (argc > 2 || turns < 1) {
        std::fprintf(stderr, "usage: sock-bench [turns]\n");
        return 2;
    }
    std::printf("  %-26s %15s", "ratios to raw sockets", "raw");
    for (const auto& way : all_ways())
        if (std::string(way.name) != "raw") std::printf(" %8s", way.name);
    std::printf("\n");
    race("round trip, 64 bytes", &bench::way::round_trip, 4000, turns);
    race("bulk, 64 KiB", &bench::way::bulk, 1000, turns);
    race("datagrams, 64 bytes", &bench::way::datagram, 4000, turns);
    race("connection", &bench::way::connection, 500, turns);
    race_compilers("compile -O0", "-O0", turns / 4 + 1);
    race_compilers("compile -O2", "-O2", turns / 4 + 1);
    std::printf("  counts\n");
    count("preprocessed lines", "", [](const bench::way& way) {
        return static_cast<double>(bench::preprocessed_lines(way.name));
    });
    count("allocations a round trip", "",
          [](const bench::way& way) { return allocations_each(way.round_trip); });
    count("allocations a datagram", "",
          [](const bench::way& way) { return allocations_each(way.datagram); });
    count("allocations a connection", "",
          [](const bench::way& way) { return allocations_each(way.connection); });
}

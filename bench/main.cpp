// sock-bench [--json] [turns]
//
// One table: what sock.hpp costs, and asio where it is installed, as ratios to raw sockets. Below 1
// is faster than raw, above 1 slower; "tie" where the turns show no difference to raw. Processor
// time, not time on the clock: other work on the machine moves it little. Only p50 and p99, of
// single round trips, are on the clock.

#include "compile.hpp"
#include "measure.hpp"
#include "system_calls.hpp"
#include "ways.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
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
    double part = 0;  ///< of run_quantile: 0.99 for p99
};

double run_turn(const void* what) {
    const auto& mine = *static_cast<const turn*>(what);
    const double before = bench::own_seconds();
    mine.what(mine.times);
    return bench::own_seconds() - before;
}

/// Seconds on the clock that this part of the operations does not exceed.
double run_quantile(const void* what) {
    using clock = std::chrono::steady_clock;
    const auto& mine = *static_cast<const turn*>(what);
    std::vector<double> each;
    for (int i = 0; i < mine.times; ++i) {
        const auto before = clock::now();
        mine.what(1);
        each.push_back(std::chrono::duration<double>(clock::now() - before).count());
    }
    return bench::quantile(each, mine.part);
}

struct translation {
    const char* name;
    const char* option;
};

double run_compiler(const void* what) {
    const auto& mine = *static_cast<const translation*>(what);
    return bench::compile(mine.name, mine.option);
}

/// Prints the results: each row as soon as it is known, or all of them as JSON at the end.
class table {
  public:
    explicit table(bool for_program) : for_program_(for_program) {
        if (for_program_) return;
        std::printf("  %-26s %15s", "ratios to raw sockets", "raw");
        for (const auto& way : all_ways())
            if (std::string(way.name) != "raw") std::printf(" %8s    ", way.name);
        std::printf("\n");
        std::fflush(stdout);
    }

    /// The first result is raw's; `scale` converts its seconds to `unit`.
    void add_ratios(const char* name, const char* unit, double scale,
                    const std::vector<bench::result>& results) {
        std::vector<double> ratios;
        std::vector<bool> ties;
        auto intervals = nlohmann::ordered_json::object();
        for (std::size_t i = 1; i < results.size(); ++i) {
            const auto& each = results[i];
            ratios.push_back(each.ratio);
            ties.push_back(each.is_tie());
            intervals[all_ways()[i].name] = {
                {"low", each.low}, {"high", each.high}, {"tie", each.is_tie()}};
        }
        const double raw = results.front().seconds * scale;
        add_row(name, unit, raw, ratios)["intervals"] = intervals;
        if (!for_program_) print(name, unit, raw, ratios, ties);
    }

    /// Less than 0: could not be counted.
    void add_counts(const char* name, const std::vector<double>& counts) {
        const std::vector<double> others(counts.begin() + 1, counts.end());
        add_row(name, "", counts.front(), others);
        if (!for_program_)
            print(name, "", counts.front(), others, std::vector<bool>(others.size()));
    }

    void heading(const char* text) const {
        if (!for_program_) std::printf("  %s\n", text);
    }

    void end() const {
        if (!for_program_) return;
        const nlohmann::ordered_json all = {{"schema", "sock-lab/bench/1"}, {"rows", rows_}};
        std::printf("%s\n", all.dump(2).c_str());
    }

  private:
    static nlohmann::ordered_json number(double value) {
        return value < 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(value);
    }

    nlohmann::ordered_json& add_row(const char* name, const char* unit, double raw,
                                    const std::vector<double>& others) {
        nlohmann::ordered_json row = {{"what", name}};
        if (*unit != '\0') row["unit"] = unit;
        row["raw"] = number(raw);
        const auto ways = all_ways();
        for (std::size_t i = 0; i < others.size(); ++i)
            row[ways[i + 1].name] = number(others[i]);
        rows_.push_back(row);
        return rows_.back();
    }

    static void print(const char* name, const char* unit, double raw,
                      const std::vector<double>& others, const std::vector<bool>& ties) {
        std::printf("  %-26s %9.3f %-5s", name, raw, unit);
        for (std::size_t i = 0; i < others.size(); ++i)
            std::printf(" %8.3f %-3s", others[i], ties[i] ? "tie" : "");
        std::printf("\n");
        std::fflush(stdout);
    }

    bool for_program_;
    nlohmann::ordered_json rows_ = nlohmann::ordered_json::array();
};

void race(table& to, const char* name, bench::operation bench::way::*what, int times, int turns) {
    const auto ways = all_ways();
    std::vector<turn> each;
    for (const auto& way : ways)
        each.push_back({way.*what, times});
    std::vector<bench::contestant> who;
    for (std::size_t i = 0; i < ways.size(); ++i)
        who.push_back({ways[i].name, run_turn, &each[i]});
    to.add_ratios(name, "us", 1e6 / times, bench::compare(who, turns));
}

void race_quantiles(table& to, const char* name, double part, int turns) {
    std::vector<turn> each;
    for (const auto& way : all_ways())
        each.push_back({way.round_trip, 2000, part});
    std::vector<bench::contestant> who;
    for (std::size_t i = 0; i < each.size(); ++i)
        who.push_back({all_ways()[i].name, run_quantile, &each[i]});
    to.add_ratios(name, "us", 1e6, bench::compare(who, turns));
}

void race_compilers(table& to, const char* name, const char* option, int turns) {
    std::vector<translation> each;
    for (const auto& way : all_ways())
        each.push_back({way.name, option});
    std::vector<bench::contestant> who;
    for (const auto& one : each)
        who.push_back({one.name, run_compiler, &one});
    to.add_ratios(name, "s", 1, bench::compare(who, turns));
}

void count(table& to, const char* name, double (*of)(const bench::way&)) {
    std::vector<double> counts;
    for (const auto& way : all_ways())
        counts.push_back(of(way));
    to.add_counts(name, counts);
}

struct command_line {
    bool for_program = false;
    int turns = 31;
};

command_line read(int argc, char* argv[]) {
    command_line result;
    for (int i = 1; i < argc; ++i) {
        if (std::string(argv[i]) == "--json")
            result.for_program = true;
        else
            result.turns = std::atoi(argv[i]);
    }
    return result;
}

void run_all(table& to, int turns) {
    using bench::way;
    race(to, "round trip, 64 bytes", &way::round_trip, 4000, turns);
    race_quantiles(to, "one round trip, p50", 0.5, turns);
    race_quantiles(to, "one round trip, p99", 0.99, turns);
    race(to, "bulk, 64 KiB", &way::bulk, 1000, turns);
    race(to, "datagrams, 64 bytes", &way::datagram, 4000, turns);
    race(to, "connection", &way::connection, 500, turns);
    race_compilers(to, "compile -O0", "-O0", turns / 4 + 1);
    race_compilers(to, "compile -O2", "-O2", turns / 4 + 1);
}

void count_all(table& to) {
    using bench::way;
    to.heading("counts");
    count(to, "preprocessed lines",
          [](const way& it) { return static_cast<double>(bench::preprocessed_lines(it.name)); });
    count(to, "system calls a round trip",
          [](const way& it) { return bench::system_calls_each(it.round_trip); });
    count(to, "system calls a datagram",
          [](const way& it) { return bench::system_calls_each(it.datagram); });
    count(to, "system calls a connection",
          [](const way& it) { return bench::system_calls_each(it.connection); });
    count(to, "allocations a round trip",
          [](const way& it) { return bench::allocations_each(it.round_trip); });
    count(to, "allocations a datagram",
          [](const way& it) { return bench::allocations_each(it.datagram); });
    count(to, "allocations a connection",
          [](const way& it) { return bench::allocations_each(it.connection); });
}

}  // namespace

int main(int argc, char* argv[]) {
    const auto wanted = read(argc, argv);
    if (wanted.turns < 1) {
        std::fprintf(stderr, "usage: sock-bench [--json] [turns]\n");
        return 2;
    }
    table results(wanted.for_program);
    run_all(results, wanted.turns);
    count_all(results);
    results.end();
}

// sock-price: what one mistake costs. Judges each wrong program of the corpus with all checks, and
// prints which share of the points they keep: a page on stdout, every program on stderr. Not a
// test: it runs for minutes.
#include "acceptance/trial.hpp"
#include "support/process.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string_view>
#include <utility>

using namespace acceptance;

namespace {

struct price {
    std::string name;
    std::string what;
    std::string diagnosis;
    int kept = 0;
    int of = 0;

    [[nodiscard]] double share() const { return of == 0 ? 1 : static_cast<double>(kept) / of; }
};

price price_of(const trial& tried) {
    const auto& of = tried.what;
    if (!tried.problem.empty()) throw std::runtime_error(of.name() + ": " + tried.problem);
    return {of.name(), of.what, of.expected.diagnosis, tried.result.points(),
            tried.result.max_points()};
}

using prices = std::vector<price>;

void print_each(std::ostream& out, const prices& all) {
    for (const auto& it : all)
        out << it.share() << std::setw(4) << it.kept << " of " << it.of << "  " << it.name << "  "
            << it.diagnosis << '\n';
}

void print_tenths(std::ostream& out, const prices& all) {
    out << "| share kept | programs |\n|---|---|\n";
    for (int tenth = 9; tenth >= 0; --tenth) {
        const auto here = [&](const price& it) {
            return std::min(9, static_cast<int>(10 * it.share())) == tenth;
        };
        out << "| " << tenth / 10.0 << " to " << (tenth + 1) / 10.0 << " | "
            << std::count_if(all.begin(), all.end(), here) << " |\n";
    }
}

void print_cheap(std::ostream& out, const prices& all) {
    out << "| keeps less than half | share | because |\n|---|---|---|\n";
    for (const auto& it : all)
        if (it.share() < 0.5)
            out << "| " << it.name << " | " << it.share() << " | " << it.what << " |\n";
}

void print(const prices& all) {
    const auto half =
        std::count_if(all.begin(), all.end(), [](const price& it) { return it.share() < 0.5; });
    auto& out = std::cout;
    out << "# What one mistake costs\n\n"
        << "The share of its points that a wrong program keeps. `sock-price` prints this page.\n\n"
        << all.size() << " programs; the median keeps " << all[all.size() / 2].share() << "; "
        << half << " keep less than half.\n\n";
    print_tenths(out, all);
    out << '\n';
    print_cheap(out, all);
}

}  // namespace

// sock-price [NAME…]: of all programs, or of these: "tcp_server", "tcp_server/prefix".
int main(int count, char* typed[]) {
    try {
        support::adopt_orphans();
        const std::vector<std::string_view> only(typed + 1, typed + count);
        auto samples = wrong_programs();
        std::erase_if(samples, [&](const sample& it) {
            const auto is_named = [&](std::string_view name) {
                return std::find(only.begin(), only.end(), name) != only.end();
            };
            return !only.empty() && !is_named(it.program) && !is_named(it.name());
        });
        prices all;
        for (const auto& tried : try_all(samples, extent::all_checks, 3 * support::cores()))
            all.push_back(price_of(tried));
        std::sort(all.begin(), all.end(), [](const price& a, const price& b) {
            return std::pair(a.share(), a.name) < std::pair(b.share(), b.name);
        });
        for (auto* out : {&std::cout, &std::cerr})
            *out << std::fixed << std::setprecision(2);
        print_each(std::cerr, all);
        if (!all.empty()) print(all);
    } catch (const std::exception& problem) {
        std::cerr << "sock-price: " << problem.what() << '\n';
        return 3;
    }
}

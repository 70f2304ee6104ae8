// sock-price: what one mistake costs. Judges each wrong program of the corpus with all checks and
// prints which share of the points it keeps. Not a test: it runs for minutes.
#include "acceptance/trial.hpp"
#include "support/process.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string_view>

using namespace acceptance;

namespace {

struct price {
    std::string name;
    std::string diagnosis;
    int kept = 0;
    int of = 0;

    [[nodiscard]] double share() const { return of == 0 ? 1 : static_cast<double>(kept) / of; }
};

price price_of(const trial& tried) {
    if (!tried.problem.empty()) throw std::runtime_error(tried.what.name() + ": " + tried.problem);
    return {tried.what.name(), tried.what.expected.diagnosis, tried.result.points(),
            tried.result.max_points()};
}

void print(std::vector<price> all) {
    std::sort(all.begin(), all.end(),
              [](const price& a, const price& b) { return a.share() < b.share(); });
    std::cout << std::fixed << std::setprecision(2);
    for (const auto& it : all)
        std::cout << it.share() << std::setw(4) << it.kept << " of " << it.of << "  " << it.name
                  << "  " << it.diagnosis << '\n';
    if (all.empty()) return;
    const auto half = static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const price& it) { return it.share() < 0.5; }));
    std::cout << "programs " << all.size() << ", median " << all[all.size() / 2].share()
              << ", below half " << half << '\n';
}

}  // namespace

// sock-price [PROGRAM…]: of all programs, or of the named ones.
int main(int count, char* typed[]) {
    try {
        support::adopt_orphans();
        const std::vector<std::string_view> only(typed + 1, typed + count);
        auto samples = wrong_programs();
        std::erase_if(samples, [&](const sample& it) {
            return !only.empty() && std::find(only.begin(), only.end(), it.program) == only.end();
        });
        std::vector<price> all;
        for (const auto& tried : try_all(samples, extent::all_checks, 3 * support::cores()))
            all.push_back(price_of(tried));
        print(std::move(all));
    } catch (const std::exception& problem) {
        std::cerr << "sock-price: " << problem.what() << '\n';
        return 3;
    }
}

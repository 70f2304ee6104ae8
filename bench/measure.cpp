#include "measure.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <new>

#include <sys/resource.h>

namespace {

std::atomic<std::size_t> blocks{0};

double used(int who) {
    rusage usage{};
    ::getrusage(who, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

void* operator new(std::size_t size) {
    blocks.fetch_add(1, std::memory_order_relaxed);
    if (void* const block = std::malloc(size > 0 ? size : 1)) return block;
    throw std::bad_alloc();
}

void operator delete(void* block) noexcept {
    std::free(block);
}

void operator delete(void* block, std::size_t) noexcept {
    std::free(block);
}

namespace bench {

double own_seconds() {
    return used(RUSAGE_SELF);
}

double childrens_seconds() {
    return used(RUSAGE_CHILDREN);
}

double allocations_each(operation what) {
    constexpr int times = 100;
    what(times);  // warm-up
    const auto before = blocks.load();
    what(times);
    return static_cast<double>(blocks.load() - before) / times;
}

double quantile(std::vector<double> values, double part) {
    std::sort(values.begin(), values.end());
    const auto rank = std::clamp(part, 0.0, 1.0) * static_cast<double>(values.size());
    return values[std::min(values.size() - 1, static_cast<std::size_t>(rank))];
}

std::vector<result> compare(const std::vector<contestant>& who, int turns) {
    std::vector<std::vector<double>> times(who.size());
    for (int turn = 0; turn < turns; ++turn) {
        for (std::size_t i = 0; i < who.size(); ++i) {
            const auto next = (i + static_cast<std::size_t>(turn)) % who.size();
            times[next].push_back(who[next].seconds(who[next].what));
        }
    }
    // Ranks of the sorted values that enclose the median, by the normal approximation of the
    // binomial distribution: half of the values, plus or minus 1.96 times sqrt(n) / 2.
    const double margin = turns > 0 ? 0.98 / std::sqrt(turns) : 0;
    std::vector<result> results;
    for (const auto& own : times) {
        std::vector<double> ratios;
        for (std::size_t turn = 0; turn < own.size(); ++turn)
            ratios.push_back(own[turn] / times.front()[turn]);
        results.push_back({quantile(ratios, 0.5), quantile(ratios, 0.5 - margin),
                           quantile(ratios, 0.5 + margin), quantile(own, 0)});
    }
    return results;
}

}  // namespace bench

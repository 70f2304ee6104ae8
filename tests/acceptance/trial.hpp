/// @file
/// A program of the corpus, built and judged.
#pragma once

#include "builder.hpp"
#include "corpus.hpp"
#include "report.hpp"
#include "workers.hpp"

#include <string>
#include <vector>

namespace acceptance {

struct trial {
    sample what;
    report result;
    std::string problem;  ///< why there is no result: it did not compile, the suite did not start
};

enum class extent {
    all_checks,
    until_expected,  ///< what comes after the check that has to fail does not matter
};

[[nodiscard]] inline trial try_out(const sample& what, extent how_far) {
    trial result{what, {}, {}};
    try {
        const bool all = how_far == extent::all_checks || what.expected.check.empty();
        const auto only =
            all ? std::vector<std::string>{} : checks_until(what.program, what.expected.check);
        result.result = judge(what.program, build(what.source), only);
    } catch (const std::exception& failure) {
        result.problem = failure.what();
    }
    return result;
}

/// In the order of `samples`, `at_once` at a time.
[[nodiscard]] inline std::vector<trial> try_all(const std::vector<sample>& samples, extent how_far,
                                                std::size_t at_once = cores()) {
    std::vector<trial> result(samples.size());
    for_each_index(
        samples.size(), [&](std::size_t i) { result[i] = try_out(samples[i], how_far); }, at_once);
    return result;
}

}  // namespace acceptance

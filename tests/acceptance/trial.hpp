/// @file
/// A program of the corpus, built and judged.
#pragma once

#include "acceptance/builder.hpp"
#include "acceptance/corpus.hpp"
#include "acceptance/report.hpp"
#include "support/parallel.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace acceptance {

struct trial {
    sample what;
    report result;
    std::string problem;  ///< why there is no result: a build error, a suite that did not start
};

enum class extent {
    all_checks,
    until_expected,  ///< up to the check that has to fail
};

/// The checks in `ids` that need sanitizers, or those that do not.
[[nodiscard]] inline std::vector<std::string>
built_with(instruments what, const std::string& program, const std::vector<std::string>& ids) {
    std::vector<std::string> result;
    for (const auto& check : the_course().find(program)->checks) {
        const bool wanted = std::find(ids.begin(), ids.end(), check.id) != ids.end();
        if (wanted && check.sanitized == (what == instruments::sanitizers))
            result.push_back(check.id);
    }
    return result;
}

/// Runs the checks `ids`, each with the build of the program that it needs; of a Python program not
/// those that need sanitizers.
[[nodiscard]] inline report judge_source(const std::string& program, const std::string& source,
                                         const std::vector<std::string>& ids,
                                         warnings policy = warnings::ignored,
                                         course::dialect in = course::dialect::cpp) {
    auto result = report_on(program, build(source, policy, instruments::none, {}, in),
                            built_with(instruments::none, program, ids));
    const auto others = built_with(instruments::sanitizers, program, ids);
    if (!others.empty() && in != course::dialect::python) {
        const auto binary = build(source, warnings::ignored, instruments::sanitizers, {}, in);
        result.add(report_on(program, binary, others));
    }
    return result;
}

[[nodiscard]] inline trial try_out(const sample& what, extent how_far) {
    trial result{what, {}, {}};
    try {
        const bool all = how_far == extent::all_checks || what.expected.check.empty();
        const auto last = all ? std::string() : what.expected.check;
        const auto ids = checks_until(what.program, last);
        result.result =
            what.flags.empty()
                ? judge_source(what.program, what.source, ids, warnings::ignored, what.in)
                : report_on(what.program,
                            build(what.source, warnings::ignored, instruments::none, what.flags),
                            ids);
    } catch (const std::exception& failure) {
        result.problem = failure.what();
    }
    return result;
}

/// The results in the order of `samples`; `at_once` programs are judged at a time.
[[nodiscard]] inline std::vector<trial> try_all(const std::vector<sample>& samples, extent how_far,
                                                std::size_t at_once = support::cores()) {
    std::vector<trial> result(samples.size());
    support::for_each_index(
        samples.size(), [&](std::size_t i) { result[i] = try_out(samples[i], how_far); }, at_once);
    return result;
}

}  // namespace acceptance

#include "grading/export.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace grading {
namespace {

using prairielearn_json = nlohmann::ordered_json;

// PrairieLearn refuses a larger file.
constexpr std::size_t prairielearn_limit = 1'000'000;

prairielearn_json prairielearn_result(const wire::result& of, const course::catalogue& words,
                                      bool with_output) {
    auto tests = prairielearn_json::array();
    for (const auto& program : of.programs) {
        for (const auto& it : program.checks) {
            prairielearn_json test = {{"name", check_name(it)},
                                      {"points", wire::number(program.scaled(it.points))},
                                      {"max_points", wire::number(program.scaled(it.max_points))},
                                      {"message", it.diagnosis.text}};
            if (with_output) test["output"] = explanation(it, words);
            tests.push_back(std::move(test));
        }
    }
    const double share = of.max_score() > 0 ? of.score() / of.max_score() : 0;
    return {{"gradable", true},
            {"score", std::clamp(share, 0.0, 1.0)},
            {"message", overall(of, words)},
            {"tests", tests}};
}

}  // namespace

exported export_prairielearn(const export_source& from) {
    return one_file_each(from, "prairielearn", ".json", [&](const wire::result& it) {
        const auto text = wire::dump(prairielearn_result(it, from.words, true), 2) + "\n";
        if (text.size() < prairielearn_limit) return text;
        return wire::dump(prairielearn_result(it, from.words, false), 2) + "\n";
    });
}

}  // namespace grading

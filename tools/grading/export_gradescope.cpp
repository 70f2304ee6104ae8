#include "grading/export.hpp"

#include <nlohmann/json.hpp>

namespace grading {
namespace {

using gradescope_json = nlohmann::ordered_json;

gradescope_json gradescope_test(const wire::check& it, const wire::program& of,
                                const course::catalogue& words) {
    return {{"name", check_name(it)},
            {"score", wire::number(of.scaled(it.points))},
            {"max_score", wire::number(of.scaled(it.max_points))},
            {"status", it.good() ? "passed" : "failed"},
            {"output", explanation(it, words)},
            {"output_format", "text"},
            {"tags", {of.name}}};
}

// Without a mark it is a test for information, which has no status.
gradescope_json gradescope_report(const wire::report& it, const course::catalogue& words) {
    gradescope_json result = {{"name", words.text("class.report")},
                              {"output", words.text("report." + std::string(name(it.status)))},
                              {"output_format", "text"}};
    if (!it.score) return result;
    result["score"] = wire::number(*it.score);
    result["max_score"] = it.max_score;
    return result;
}

std::string gradescope_text(const wire::result& of, const course::catalogue& words) {
    auto tests = gradescope_json::array();
    for (const auto& program : of.programs)
        for (const auto& it : program.checks)
            tests.push_back(gradescope_test(it, program, words));
    if (of.report.max_score > 0) tests.push_back(gradescope_report(of.report, words));
    // The score of the whole takes the place of the sum, which lateness has not changed.
    const gradescope_json result = {{"score", wire::number(of.score())},
                                    {"output", overall(of, words)},
                                    {"output_format", "text"},
                                    {"stdout_visibility", "hidden"},
                                    {"tests", tests}};
    return wire::dump(result, 2) + "\n";
}

}  // namespace

exported export_gradescope(const export_source& from) {
    return one_file_each(from, "gradescope", ".json",
                         [&](const wire::result& it) { return gradescope_text(it, from.words); });
}

}  // namespace grading

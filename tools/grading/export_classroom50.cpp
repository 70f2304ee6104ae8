// `result.json` of Classroom 50: schemas/result-v1.schema.json of foundation50/classroom50. Whose
// it is comes from the runner, in the environment; a result of somebody else is refused there.
#include "grading/export.hpp"
#include "grading/problem.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>

namespace grading {
namespace {

using classroom_json = nlohmann::ordered_json;

struct identity_field {
    const char* name;
    const char* variable;
};

constexpr identity_field identity[] = {
    {"classroom", "CLASSROOM"},
    {"assignment", "ASSIGNMENT"},
    {"assignment_type", "ASSIGNMENT_TYPE"},
    {"owner", "OWNER"},
    {"submission", "SUBMISSION_TAG"},
    {"commit", "COMMIT_URL"},
    {"release", "RELEASE_URL"},
};

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::string now_in_utc() {
    const auto now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// Points are whole numbers there, and never below 0.
struct points {
    long score = 0;
    long max = 0;

    points(double have, double of)
        : score(std::clamp(std::lround(have), 0L, std::lround(of))), max(std::lround(of)) {}
};

classroom_json test(const wire::check& it, const wire::program& of,
                    const course::catalogue& words) {
    const points whole(of.scaled(it.points), of.scaled(it.max_points));
    return {{"test-name", check_name(it)},
            {"passed", it.good()},
            {"score", whole.score},
            {"max-score", whole.max},
            {"output", explanation(it, words)}};
}

std::string result_text(const wire::result& of, const course::catalogue& words) {
    classroom_json result = {{"schema", "classroom50/result/v1"}};
    for (const auto& it : identity)
        result[it.name] = variable(it.variable);
    const auto review = variable("REVIEW_URL");
    result["review"] = review.empty() ? variable("COMMIT_URL") : review;
    // The runner puts the time of the commit in its place.
    result["datetime"] = now_in_utc();
    const points whole(of.score(), of.max_score());
    result["score"] = whole.score;
    result["max-score"] = whole.max;
    auto& tests = result["tests"] = classroom_json::array();
    for (const auto& program : of.programs)
        for (const auto& it : program.checks)
            tests.push_back(test(it, program, words));
    return wire::dump(result, 2) + "\n";
}

}  // namespace

void require_classroom50(const course::catalogue& words) {
    std::string missing;
    for (const auto& it : identity)
        if (variable(it.variable).empty())
            missing += (missing.empty() ? "" : ", ") + std::string(it.variable);
    if (!missing.empty())
        throw problem(error_of_use, words.text("export.classroom50-where", {{"names", missing}}));
    const auto type = variable("ASSIGNMENT_TYPE");
    if (type != "individual" && type != "group")
        throw problem(error_of_use, words.text("export.classroom50-type", {{"type", type}}));
    if (const auto tag = variable("SUBMISSION_TAG"); !tag.starts_with("submit/"))
        throw problem(error_of_use, words.text("export.classroom50-tag", {{"tag", tag}}));
}

exported export_classroom50(const export_source& from) {
    auto result = one_file_each(from, "classroom50", ".json", [&](const wire::result& it) {
        return result_text(it, from.words);
    });
    if (result.files.size() <= 1) return result;
    // They would all be the same student's.
    result.files.clear();
    result.attention.push_back(
        {"classroom50", wire::say(from.words, "export.classroom50-several")});
    return result;
}

}  // namespace grading

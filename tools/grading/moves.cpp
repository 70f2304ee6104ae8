#include "grading/moves.hpp"

#include <map>
#include <string>
#include <utility>

namespace grading {
namespace {

int automatic(const wire::check& it) {
    return it.corrected ? it.corrected->automatic : it.points;
}

// By check: the points, and of how many.
template <class Points>
std::map<std::string, std::pair<int, int>> points_of(const wire::result& of, const Points& points) {
    std::map<std::string, std::pair<int, int>> result;
    for (const auto& program : of.programs)
        for (const auto& check : program.checks)
            result[check.id] = {points(check), check.max_points};
    return result;
}

int counted(const wire::check& it) {
    return it.points;
}

}  // namespace

std::optional<move> moved(const wire::result& before, const wire::result& after) {
    move result{after.submission.name, before.score(),    before.max_score(),
                after.score(),         after.max_score(), {}};
    auto now = points_of(after, counted);
    for (const auto& [id, was] : points_of(before, counted)) {
        const auto is = now.contains(id) ? now[id] : std::pair<int, int>();
        now.erase(id);
        if (is.first != was.first) result.checks.push_back({id, was.first, is.first});
    }
    for (const auto& [id, is] : now)
        if (is.first != 0) result.checks.push_back({id, 0, is.first});
    const bool same = result.checks.empty() && result.before == result.after &&
                      result.before_of == result.after_of;
    return same ? std::nullopt : std::optional(std::move(result));
}

bool judged_alike(const wire::result& one, const wire::result& other) {
    const auto shape = [](const wire::result& of) {
        std::map<std::string, std::string> result;
        for (const auto& it : of.programs)
            result[it.name] = std::string(wire::name(it.status)) + " " + it.language;
        return result;
    };
    return shape(one) == shape(other) && points_of(one, automatic) == points_of(other, automatic) &&
           one.report.status == other.report.status;
}

}  // namespace grading

#include "wire/result.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace wire {
namespace {

template <typename Value, std::size_t Size>
using names = std::array<std::pair<Value, std::string_view>, Size>;

constexpr names<verdict, 6> verdicts{{{verdict::passed, "passed"},
                                      {verdict::failed, "failed"},
                                      {verdict::skipped, "skipped"},
                                      {verdict::unstable, "unstable"},
                                      {verdict::not_run, "not-run"},
                                      {verdict::internal_error, "internal-error"}}};

constexpr names<program_status, 4> program_statuses{
    {{program_status::built, "built"},
     {program_status::missing, "missing"},
     {program_status::build_failed, "build-failed"},
     {program_status::internal_error, "internal-error"}}};

constexpr names<report_status, 3> report_statuses{{{report_status::present, "present"},
                                                   {report_status::missing, "missing"},
                                                   {report_status::empty, "empty"}}};

template <typename Value, std::size_t Size>
std::string_view name_in(const names<Value, Size>& table, Value which) {
    for (const auto& [value, name] : table)
        if (value == which) return name;
    return "internal-error";
}

template <typename Value, std::size_t Size>
std::optional<Value> value_in(const names<Value, Size>& table, std::string_view wanted) {
    for (const auto& [value, name] : table)
        if (name == wanted) return value;
    return std::nullopt;
}

}  // namespace

std::string_view name(verdict which) {
    return name_in(verdicts, which);
}

std::optional<verdict> verdict_of(std::string_view name) {
    return value_in(verdicts, name);
}

std::string_view name(program_status which) {
    return name_in(program_statuses, which);
}

std::optional<program_status> program_status_of(std::string_view name) {
    return value_in(program_statuses, name);
}

std::string_view name(report_status which) {
    return name_in(report_statuses, which);
}

std::optional<report_status> report_status_of(std::string_view name) {
    return value_in(report_statuses, name);
}

bool check::good() const {
    return verdict == wire::verdict::passed || verdict == wire::verdict::unstable;
}

bool check::not_tried() const {
    return verdict == wire::verdict::skipped && evidence.because.empty() && !diagnosis.empty();
}

bool check::open() const {
    return not_tried() && max_points > 0 && !corrected;
}

check blank(const course::check& from, course::language language) {
    check result;
    result.id = from.id;
    result.title = from.title.in(language);
    result.max_points = from.points;
    result.hidden = from.hidden;
    result.evidence.todo = from.todo;
    return result;
}

int program::score() const {
    int sum = 0;
    for (const auto& it : checks)
        sum += it.points;
    return sum;
}

int program::max_score() const {
    int sum = 0;
    for (const auto& it : checks)
        sum += it.max_points;
    return sum;
}

bool program::has_internal_error() const {
    return status == program_status::internal_error ||
           std::any_of(checks.begin(), checks.end(),
                       [](const check& it) { return it.verdict == verdict::internal_error; });
}

double program::scaled(int points) const {
    return scale ? static_cast<double>(points) * scale->points / scale->of : points;
}

double result::automatic_score() const {
    double sum = 0;
    for (const auto& it : programs)
        sum += it.scaled(it.score());
    return sum;
}

double result::automatic_max() const {
    double sum = 0;
    for (const auto& it : programs)
        sum += it.scaled(it.max_score());
    return sum;
}

double result::kept_when_late() const {
    return late ? (100 - late->percent) / 100.0 : 1;
}

double result::score() const {
    return (automatic_score() + report.score.value_or(0.0)) * kept_when_late();
}

double result::max_score() const {
    return automatic_max() + report.max_score;
}

bool result::has_internal_error() const {
    return std::any_of(programs.begin(), programs.end(),
                       [](const program& it) { return it.has_internal_error(); });
}

bool result::provisional() const {
    const bool for_a_person = report.status == report_status::present || !attention.empty();
    const bool waits = for_a_person && !report.score;
    return waits || has_open_check() || has_internal_error();
}

bool result::has_open_check() const {
    return std::any_of(programs.begin(), programs.end(), [](const program& it) {
        return std::any_of(it.checks.begin(), it.checks.end(),
                           [](const check& each) { return each.open(); });
    });
}

}  // namespace wire

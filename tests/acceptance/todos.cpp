// The exercises against the suite: every TODO matters, and the failure names it.
#include "acceptance/trial.hpp"
#include "course/todo_regions.hpp"
#include "support/parallel.hpp"
#include "support/process.hpp"

#include <algorithm>

#include <sock_catch.hpp>

using namespace acceptance;

namespace {

const bool adopting = (support::adopt_orphans(), true);

// An untouched stub may get a few points: it reads its arguments, and a client without a server
// fails as it should.
constexpr int points_for_a_stub = 3;

std::string solution_of(const course::exercise& exercise) {
    return read_file(solutions() / exercise.folder / exercise.source());
}

struct variant {
    const course::exercise* exercise;
    int todo;
    report result;
    std::string problem;
};

std::vector<variant> one_for_each_todo() {
    std::vector<variant> result;
    for (const auto& exercise : the_course().exercises) {
        for (const auto& todo : exercise.todos)
            result.push_back({&exercise, todo.number, {}, {}});
    }
    return result;
}

std::vector<variant> one_for_each_exercise() {
    std::vector<variant> result;
    for (const auto& exercise : the_course().exercises)
        result.push_back({&exercise, 0, {}, {}});
    return result;
}

template <typename Source>
void run_all(std::vector<variant>& variants, warnings policy, Source source) {
    // Most of the time is spent in waits for what a stub never does.
    const auto at_a_time = 3 * support::cores();
    const auto judge = [&](std::size_t i) {
        auto& each = variants[i];
        try {
            const auto& program = each.exercise->program;
            each.result = judge_source(program, source(each), checks_until(program, ""), policy);
        } catch (const std::exception& failure) {
            each.problem = failure.what();
        }
    };
    support::for_each_index(variants.size(), judge, at_a_time);
}

bool names_todo(const report& result, int todo) {
    return std::any_of(result.checks.begin(), result.checks.end(), [&](const auto& check) {
        return check.verdict == "failed" && check.todo == todo;
    });
}

std::string summary(const report& result) {
    std::string text;
    for (const auto& check : result.checks) {
        if (check.verdict == "passed") continue;
        text += check.id + " " + check.verdict + " TODO " + std::to_string(check.todo) + " " +
                check.diagnosis + "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("putting one TODO back makes a check fail that names it") {
    auto variants = one_for_each_todo();
    run_all(variants, warnings::ignored, [](const variant& each) {
        const auto& todo = each.exercise->todos[static_cast<std::size_t>(each.todo - 1)];
        return course::with_todo_back(solution_of(*each.exercise), todo);
    });
    for (const auto& each : variants) {
        INFO(each.exercise->program << " TODO " << each.todo << ": " << each.problem
                                    << summary(each.result));
        CHECK(each.result.finished);
        CHECK(names_todo(each.result, each.todo));
    }
}

TEST_CASE("stubs compile without a warning and earn next to nothing") {
    auto stubs = one_for_each_exercise();
    run_all(stubs, warnings::are_errors, [](const variant& each) {
        return course::stub(solution_of(*each.exercise), *each.exercise, course::language::en);
    });
    for (const auto& each : stubs) {
        INFO(each.exercise->program << ": " << each.problem << summary(each.result));
        CHECK(each.problem.empty());
        CHECK(each.result.finished);
        CHECK(each.result.first_failed() != nullptr);
        CHECK(each.result.points() <= points_for_a_stub);
    }
}

// Its words differ from the English stub's, its code does not: it is not judged once more.
TEST_CASE("stubs in Spanish compile without a warning, too") {
    for (const auto& exercise : the_course().exercises) {
        INFO(exercise.program);
        const auto stub = course::stub(solution_of(exercise), exercise, course::language::es);
        CHECK_NOTHROW(build(stub, warnings::are_errors));
    }
}

TEST_CASE("solutions compile without a warning and get every automatic point") {
    auto solved = one_for_each_exercise();
    run_all(solved, warnings::are_errors, [](const variant& each) {
        return course::without_markers(solution_of(*each.exercise));
    });
    int points = 0;
    for (const auto& each : solved) {
        INFO(each.exercise->program << ": " << each.problem << summary(each.result));
        CHECK(each.problem.empty());
        CHECK(each.result.finished);
        points += each.result.points();
    }
    CHECK(points == the_course().automatic_points());
}

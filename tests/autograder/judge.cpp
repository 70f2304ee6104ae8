#include "judge.hpp"

#include "session.hpp"

#include <sock_catch.hpp>

namespace suite {
namespace {

// FNV-1a: each check has noise of its own, whichever others run.
std::uint64_t mix(std::uint64_t seed, std::string_view id) {
    std::uint64_t hash = 14695981039346656037ULL ^ seed;
    for (const char c : id)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

outcome begin(const course::check& check, const session& run) {
    outcome result;
    result.id = check.id;
    result.program = check.id.substr(0, check.id.find('/'));
    result.title = run.title(check);
    result.max_points = check.points;
    result.todo = check.todo;
    result.hidden = check.hidden;
    return result;
}

std::string worded(const session& run, const sentence& what) {
    return what.id.empty() ? std::string() : run.words().text(what.id, what.values);
}

void describe(outcome& result, const finding& found, const course::check& check,
              const session& run) {
    result.result = verdict::failed;
    result.diagnosis = found.diagnosis;
    result.cause = worded(run, found.diagnosis);
    result.did = check.does.in(run.asked().language);
    result.expected = worded(run, found.expected);
    result.got = worded(run, found.got);
    for (const auto& item : found.seen)
        result.seen.push_back(worded(run, item));
    const auto [guide, by_hand] = run.points_to(found.diagnosis.id);
    result.guide = guide;
    result.by_hand = by_hand;
    if (found.todo) result.todo = *found.todo;
}

void observe_program(outcome& result, const course::check& check, const body& observe,
                     const session& run, timeline& story) {
    context at_hand{run.asked().where, story, mix(run.asked().seed, check.id)};
    try {
        observe(at_hand);
        result.result = verdict::passed;
        result.points = check.points;
    } catch (const finding& found) {
        describe(result, found, check, run);
    } catch (const not_applicable& reason) {
        result.result = verdict::skipped;
        result.cause = worded(run, reason.because);
        result.diagnosis = reason.because;
    }
}

}  // namespace

void judge(std::string_view id, const body& observe) {
    auto& run = current_session();
    const auto& check = run.check(id);
    if (!run.wanted(check)) return;

    auto result = begin(check, run);
    result.because = run.explained_by(check);
    if (!result.because.empty()) {
        result.result = verdict::skipped;
        run.record(result);
        return;
    }
    timeline story;
    try {
        observe_program(result, check, observe, run, story);
    } catch (const std::exception& fault) {
        // No points here, and no loss either: who grades is told that these are undecided. Points
        // for our own faults would be points for whoever finds a way to cause them.
        result.result = verdict::internal_error;
        result.diagnosis = {"suite.fault", {{"what", fault.what()}}};
        result.cause = worded(run, result.diagnosis);
    }
    result.took = story.elapsed();
    if (result.result != verdict::passed) result.timeline = story.lines();
    run.record(result);
    CHECK(result.result == verdict::passed);
}

}  // namespace suite

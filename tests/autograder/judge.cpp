#include "autograder/judge.hpp"

#include "autograder/ports.hpp"
#include "autograder/session.hpp"

namespace suite {
namespace {

constexpr std::size_t steps_in_message = 60;

std::vector<story>& stories() {
    static std::vector<story> all;
    return all;
}

// FNV-1a: each check has noise of its own, whichever others run.
std::uint64_t mix(std::uint64_t seed, std::string_view id) {
    std::uint64_t hash = 14695981039346656037ULL ^ seed;
    for (const char c : id)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
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
    if (const int todo = run.exercise_of(check).todo_number(found.todo)) result.todo = todo;
}

void observe_program(outcome& result, const course::check& check, const body& observe,
                     const session& run, timeline& story) {
    context at_hand{run.asked().where, story, mix(run.asked().seed, check.id)};
    choose_ports_by(at_hand.seed);
    try {
        observe(at_hand);
        result.result = verdict::passed;
        result.points = check.points;
        for (const auto& item : at_hand.advice)
            result.advice.push_back(worded(run, item));
    } catch (const finding& found) {
        describe(result, found, check, run);
    } catch (const not_applicable& reason) {
        // Neither points nor blame: what could not be tried does not count.
        result.result = verdict::skipped;
        result.max_points = 0;
        result.cause = worded(run, reason.because);
        result.diagnosis = reason.because;
    }
    for (const auto& item : at_hand.unobserved)
        result.seen.push_back(worded(run, item));
}

}  // namespace

void judge(std::string_view id, body observe, needs what) {
    stories().push_back({std::string(id), std::move(observe), std::move(what)});
}

const std::vector<story>& all_stories() {
    return stories();
}

outcome told(const story& it, const session& run) {
    const auto& check = run.check(it.id);
    auto result = run.begin(check);
    timeline story(&run.words());
    try {
        observe_program(result, check, it.observe, run, story);
    } catch (const std::exception& fault) {
        // No points here, and no loss either: who grades is told that these are undecided. Points
        // for our own faults would be points for whoever finds a way to cause them.
        result.result = verdict::internal_error;
        result.diagnosis = {"suite.fault", {{"what", fault.what()}}};
        result.cause = worded(run, result.diagnosis);
    }
    result.took = story.elapsed();
    result.steps = story.steps();
    if (result.result != verdict::passed) {
        for (const auto& each : shortened(result.steps, steps_in_message))
            result.timeline.push_back(line_of(each));
    }
    return result;
}

}  // namespace suite

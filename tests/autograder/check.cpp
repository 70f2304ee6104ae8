#include "autograder/check.hpp"

#include <sock.hpp>

#include "autograder/causes.hpp"
#include "autograder/ports.hpp"
#include "autograder/session.hpp"
#include "autograder/traceback.hpp"
#include "support/deadline.hpp"
#include "support/process_table.hpp"
#include "support/text.hpp"

#include <algorithm>

namespace suite {
namespace {

std::vector<check_definition>& definitions() {
    static std::vector<check_definition> all;
    return all;
}

// FNV-1a: each check has noise of its own, whichever others run.
std::uint64_t mix(std::uint64_t seed, std::string_view id) {
    std::uint64_t hash = 14695981039346656037ULL ^ seed;
    for (const char c : id)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

sentence in_words(const session& run, const sentence& what) {
    return what.id.empty() ? what : wire::say(run.words(), what.id, what.params);
}

std::vector<sentence> in_words(const session& run, std::vector<sentence> list) {
    for (auto& each : list)
        each = in_words(run, each);
    return list;
}

// The part of the time of a check that its first try may have used if it is to be tried again.
constexpr int part_for_second_look = 4;

// The same failure once more, with the program's calls recorded: they may prove its cause. The
// timeline of this run replaces the first, because its ports are others.
finding look_again(outcome& done, const finding& first, const body& observe, const session& run,
                   context& ctx) {
    const auto& asked = run.asked();
    const bool has_time = support::spent_of_bound() * part_for_second_look < asked.check_time;
    const bool can_record = !asked.where.preload.empty() && support::has_proc();
    if (!calls_may_explain(first.diagnosis.id) || !has_time || !can_record) return first;
    std::vector<recorded_program> recorded;
    auto where = asked.where;
    where.recorded = &recorded;
    const given accepted = ctx.given;
    timeline trace(&run.words());
    context again{where, trace, accepted, ctx.seed};
    try {
        observe(again);
    } catch (finding& second) {
        if (second.diagnosis.id != first.diagnosis.id || recorded.empty()) return first;
        done.steps = trace.steps();
        explain_by_calls(second, recorded.back().calls->calls(), recorded.back().program);
        return second;
    } catch (const std::exception&) {
        return first;  // the suite's own failure: the first try had none
    } catch (const not_applicable&) {
        return first;
    } catch (const unobservable&) {
        return first;
    }
    return first;
}

// sock.hpp refuses what recv(2) answers with 0, as if the peer had closed.
bool says_empty_buffer(const sentence& seen) {
    const auto line = seen.params.find("line");
    return seen.id == "seen.stderr" && line != seen.params.end() &&
           support::holds(line->second, sock::detail::empty_buffer);
}

// An error that the language itself has named is the cause, also where another was seen from
// outside.
finding with_cause(finding found) {
    const auto error = std::find_if(found.seen.begin(), found.seen.end(), is_known_error);
    if (std::any_of(found.seen.begin(), found.seen.end(), says_empty_buffer))
        found.diagnosis = {"recv.empty-buffer", {}};
    if (error == found.seen.end()) return found;
    found.diagnosis = std::move(*error);
    found.seen.erase(error);
    return found;
}

void describe(wire::check& result, const finding& found, const course::check& check,
              const session& run) {
    result.verdict = verdict::failed;
    result.diagnosis = in_words(run, found.diagnosis);
    auto& seen = result.evidence;
    seen.did = check.does.in(run.asked().language);
    seen.expected = in_words(run, found.expected);
    seen.got = in_words(run, found.got);
    seen.seen = in_words(run, found.seen);
    const auto [guide, by_hand] = run.points_to(found.diagnosis.id, check);
    seen.guide = guide;
    seen.by_hand = by_hand;
    if (const int todo = run.exercise_of(check).todo_number(found.todo)) seen.todo = todo;
}

// A difference that is accepted already costs the points of the check that found it, and no more.
void judge(outcome& done, const finding& found, const course::check& check, const body& observe,
           const session& run, context& ctx) {
    if (const auto* known = ctx.given.find(found.diagnosis.id)) {
        done.unobservable = true;
        done.check.verdict = verdict::skipped;
        done.check.evidence.because = known->check;
        return;
    }
    describe(done.check, look_again(done, found, observe, run, ctx), check, run);
    done.found = deviation_of(found, check.id);
    if (done.found) done.found->said = in_words(run, done.found->said);
}

void observe_program(outcome& done, const course::check& check, const body& observe,
                     const session& run, timeline& trace, const given& accepted) {
    auto& result = done.check;
    context ctx{run.asked().where, trace, accepted, mix(run.asked().seed, check.id)};
    choose_ports_by(ctx.seed);
    try {
        observe(ctx);
        result.verdict = verdict::passed;
        result.points = check.points;
        result.given = accepted.used();
        result.evidence.advice = in_words(run, ctx.advice);
    } catch (const finding& found) {
        judge(done, with_cause(found), check, observe, run, ctx);
    } catch (const unobservable& reason) {
        done.unobservable = true;
        result.verdict = verdict::skipped;
        result.evidence.because = reason.check;
    } catch (const not_applicable& reason) {
        result.verdict = verdict::skipped;
        result.diagnosis = in_words(run, reason.because);
    }
    for (const auto& item : ctx.unobserved)
        result.evidence.seen.push_back(in_words(run, item));
}

// Whatever else the check says of it, that it could not be tried among it: the program has used up
// the time.
bool too_slow(const wire::check& it, support::milliseconds limit) {
    const bool explained = it.verdict == verdict::skipped && !it.evidence.because.empty();
    return it.verdict != verdict::passed && !explained && support::spent_of_bound() >= limit;
}

void blame_time(wire::check& result, const course::check& check, const session& run,
                support::milliseconds limit) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limit).count();
    result.verdict = verdict::failed;
    result.evidence.did = check.does.in(run.asked().language);
    result.diagnosis = wire::say(run.words(), "time.check", {{"seconds", std::to_string(seconds)}});
}

}  // namespace

outcome without_time(const course::check& check, const session& run) {
    outcome result{wire::blank(check, run.asked().language), {}};
    result.check.verdict = verdict::failed;
    result.check.diagnosis = wire::say(run.words(), "time.program");
    return result;
}

std::size_t vary(std::uint64_t seed, std::string_view what, std::size_t least, std::size_t most) {
    return least + static_cast<std::size_t>(mix(seed, what) % (most - least + 1));
}

void define_check(std::string_view id, body observe, needs what) {
    definitions().push_back({std::string(id), std::move(observe), std::move(what)});
}

const std::vector<check_definition>& check_definitions() {
    return definitions();
}

outcome run_check(const check_definition& it, const session& run, const given& accepted,
                  support::milliseconds limit) {
    const auto& check = run.check(it.id);
    outcome done{wire::blank(check, run.asked().language), {}};
    auto& result = done.check;
    timeline trace(&run.words());
    support::bound_waits(limit);
    try {
        observe_program(done, check, it.observe, run, trace, accepted);
    } catch (const std::exception& fault) {
        // No points and no loss: the result says that they are undecided. If failures of the suite
        // gave points, a program that causes them would earn points.
        result.verdict = verdict::internal_error;
        result.diagnosis = wire::say(run.words(), "suite.fault", {{"what", fault.what()}});
    }
    if (too_slow(result, limit)) blame_time(result, check, run, limit);
    result.duration_ms = trace.elapsed().count();
    if (done.steps.empty()) done.steps = trace.steps();
    if (result.verdict != verdict::passed)
        result.evidence.timeline = shortened(done.steps, steps_in_message);
    return done;
}

}  // namespace suite

#include "judge/program.hpp"

#include "judge/suite_channel.hpp"
#include "judge/warnings.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <map>
#include <random>

namespace judge {
namespace {

namespace fs = std::filesystem;

std::string not_run_id(wire::program_status status) {
    return "not-run." + std::string(name(status));
}

std::vector<std::string> ids_of(const course::exercise& exercise, bool sanitized,
                                const std::vector<std::string>& only) {
    std::vector<std::string> result;
    for (const auto& it : exercise.checks) {
        const bool wanted =
            only.empty() || std::find(only.begin(), only.end(), it.id) != only.end();
        if (wanted && it.sanitized == sanitized) result.push_back(it.id);
    }
    return result;
}

// The checks `ids`, all with one verdict and for one reason.
std::vector<wire::check> alike(const course::exercise& exercise,
                               const std::vector<std::string>& ids, wire::verdict verdict,
                               const wire::sentence& why, const course::catalogue& words) {
    std::vector<wire::check> result;
    for (const auto& it : exercise.checks) {
        if (std::find(ids.begin(), ids.end(), it.id) == ids.end()) continue;
        result.push_back(wire::blank(it, words.speaks()));
        result.back().verdict = verdict;
        result.back().diagnosis = why;
    }
    return result;
}

// This compiler has no sanitizers, or the program does not build with them.
std::vector<wire::check> not_tried(const course::exercise& exercise,
                                   const std::vector<std::string>& ids,
                                   const course::catalogue& words) {
    return alike(exercise, ids, wire::verdict::skipped, wire::say(words, "sanitizers.none"), words);
}

// Python checks every access to memory itself, so such a program is as safe as a sanitizer could
// prove. (`joined` takes the points away from one that does not answer.)
std::vector<wire::check> all_passed(const course::exercise& exercise,
                                    const std::vector<std::string>& ids,
                                    const course::catalogue& words) {
    auto result = alike(exercise, ids, wire::verdict::passed, {}, words);
    for (auto& it : result) {
        it.points = it.max_points;
        it.evidence.seen = {wire::say(words, "sanitizers.python")};
    }
    return result;
}

/// The result of the build and run with sanitizers.
struct second_run {
    std::vector<wire::check> checks;
    wire::transcripts transcripts;
    wire::sentence trouble;
    support::milliseconds build_cpu{};
};

bool may_compile(const suite_options& options) {
    return options.left == nullptr || options.left->may_compile();
}

void count_build(const suite_options& options, const built& it) {
    if (options.left != nullptr) options.left->compiled(it.cpu);
}

// The compilers have taken all the time that the submission has.
built not_compiled(const sources& from, const course::catalogue& words) {
    built result;
    result.status = wire::program_status::build_failed;
    result.message = wire::say(words, "build.no-time", {{"file", from.main}});
    return result;
}

std::vector<wire::check> all_failed(const course::exercise& exercise,
                                    const std::vector<std::string>& ids, const std::string& why,
                                    const course::catalogue& words) {
    return alike(exercise, ids, wire::verdict::failed,
                 wire::say(words, why, {{"file", exercise.program}}), words);
}

// A program that builds without sanitizers, and not with them, where an empty program does: it has
// something in it that shows it to the tool (`#ifdef`, a function of the sanitizer's own).
bool refuses_sanitizers(const tools& with, const sources& from, const fs::path& folder,
                        const course::catalogue& words, const build_limits& limits) {
    const auto main = from.program + std::string(course::traits(from.in).ending);
    const sources empty{from.program, main, {{main, "int main(void) { return 0; }\n"}}, from.in};
    return build(with, empty, folder, words, limits, instruments::sanitizers).status ==
           wire::program_status::built;
}

// A program that has one of their functions, or asks whether there is one, sees whether it runs
// with sanitizers, or keeps them from their work.
bool names_sanitizers(const fs::path& binary) {
    const auto bytes = support::read_file(binary);
    constexpr std::array names = {"__asan_", "__lsan_", "__sanitizer_", "__ubsan_"};
    return std::any_of(names.begin(), names.end(),
                       [&](const char* name) { return bytes.find(name) != std::string::npos; });
}

second_run run_sanitized(const tools& with, const course::exercise& exercise, const sources& from,
                         const fs::path& folder, const course::catalogue& words,
                         suite_options options) {
    options.only = ids_of(exercise, true, options.only);
    if (options.only.empty()) return {};
    if (from.in == course::dialect::python)
        return {all_passed(exercise, options.only, words), {}, {}, {}};
    if (!may_compile(options))
        return {all_failed(exercise, options.only, "build.no-time", words), {}, {}, {}};
    build_limits limits;
    limits.stop = options.stop;
    const auto it = build(with, from, folder, words, limits, instruments::sanitizers);
    count_build(options, it);
    // Too slow or too large for the limits is another matter.
    const bool limited = it.message.id.starts_with("build.") && it.message.id != "build.failed" &&
                         it.message.id != "build.unlinked";
    if (it.status == wire::program_status::build_failed && !limited &&
        refuses_sanitizers(with, from, folder / "empty", words, limits))
        return {all_failed(exercise, options.only, "sanitizers.refused", words), {}, {}, it.cpu};
    if (it.status != wire::program_status::built)
        return {not_tried(exercise, options.only, words), {}, {}, it.cpu};
    options.built_in = instruments::sanitizers;
    auto outcome = run_suite(with, exercise, it.binary, words, options);
    return {std::move(outcome.checks), std::move(outcome.transcripts), outcome.trouble, it.cpu};
}

/// The run with sanitizers. It starts when its result is requested, or at once if `options.hurry`
/// is set; its result may then remain unused.
class second_try {
  public:
    using way = std::function<second_run(const suite_options&)>;

    second_try(way run, const suite_options& options) : run_(std::move(run)), options_(options) {
        if (!options.hurry) return;
        auto early = options;
        early.stop = [this] { return unwanted_ || (options_.stop && options_.stop()); };
        early_ = std::async(std::launch::async, run_, early);
    }
    second_try(const second_try&) = delete;
    second_try& operator=(const second_try&) = delete;
    ~second_try() { unwanted_ = true; }  // the future's destructor waits until it has stopped

    second_run get() { return early_.valid() ? early_.get() : run_(options_); }

  private:
    way run_;
    suite_options options_;
    std::atomic<bool> unwanted_{false};
    std::future<second_run> early_;
};

suite_outcome run_ordinary(const tools& with, const course::exercise& exercise,
                           const fs::path& binary, const course::catalogue& words,
                           suite_options options) {
    options.only = ids_of(exercise, false, options.only);
    if (options.only.empty()) return {{}, options.seed, {}, {}};
    return run_suite(with, exercise, binary, words, options);
}

// What could not be tried explains nothing.
bool explains(const wire::check& it) {
    return !it.good() && !it.not_tried();
}

// The failure that hides what a check with sanitizers would see. A program that ended too early for
// such a check did so for a reason that another check has found.
std::string explanation(const wire::check& it, const course::check& of,
                        const std::vector<wire::check>& ordinary) {
    const bool ended_early = it.diagnosis.id == "memory.unclear";
    const auto found =
        std::find_if(ordinary.begin(), ordinary.end(), [&](const wire::check& earlier) {
            const bool comes_before =
                std::find(of.after.begin(), of.after.end(), earlier.id) != of.after.end();
            return (comes_before && explains(earlier)) ||
                   (ended_early && earlier.verdict == wire::verdict::failed);
        });
    return found == ordinary.end() ? std::string() : found->id;
}

judged not_built(const built& it, const course::exercise& exercise, course::dialect in,
                 const course::catalogue& words) {
    judged result;
    result.program = {exercise.program, it.status, it.message, {}};
    if (it.status != wire::program_status::missing)
        result.program.language = course::traits(in).name;
    result.notes = it.notes;
    result.build_took = it.took;
    result.build_cpu = it.cpu;
    const auto id = not_run_id(it.status);
    const auto why = wire::say(words, id, {{"file", exercise.source(in)}});
    result.program.checks = not_run(exercise, why, words.speaks());
    return result;
}

}  // namespace

bool worth_sanitizing(const course::exercise& exercise, const std::vector<wire::check>& ordinary) {
    const auto stands_in_the_way = [&](const std::string& id) {
        return std::any_of(ordinary.begin(), ordinary.end(),
                           [&](const wire::check& it) { return it.id == id && explains(it); });
    };
    const auto crashed = [](const wire::check& it) { return it.diagnosis.id == "program.crashed"; };
    const auto can_be_tried = [&](const course::check& it) {
        return it.sanitized && std::none_of(it.after.begin(), it.after.end(), stands_in_the_way);
    };
    return std::any_of(ordinary.begin(), ordinary.end(), crashed) ||
           std::any_of(exercise.checks.begin(), exercise.checks.end(), can_be_tried);
}

wire::program faulty(const course::exercise& exercise, const std::string& what,
                     course::language in) {
    return {exercise.program, wire::program_status::internal_error, wire::plain(what),
            not_run(exercise, {"internal-error", {}, what}, in)};
}

std::vector<wire::check> joined(const course::exercise& exercise,
                                const std::vector<wire::check>& ordinary,
                                const std::vector<wire::check>& sanitized) {
    std::map<std::string, wire::check> all;
    for (const auto* list : {&ordinary, &sanitized})
        for (const auto& it : *list)
            all[it.id] = it;
    std::vector<wire::check> result;
    for (const auto& course_check : exercise.checks) {
        const auto found = all.find(course_check.id);
        if (found == all.end()) continue;
        auto& it = found->second;
        const bool decided = !course_check.sanitized || it.verdict == wire::verdict::failed ||
                             it.verdict == wire::verdict::internal_error;
        const auto because = decided ? "" : explanation(it, course_check, ordinary);
        if (!because.empty()) {
            it.verdict = wire::verdict::skipped;
            it.points = 0;
            it.diagnosis = {};
            it.evidence.because = because;
        }
        result.push_back(it);
    }
    return result;
}

judged judge_program(const tools& with, const course::exercise& exercise, const sources& brought,
                     const fs::path& folder, const course::catalogue& words,
                     const suite_options& options) {
    auto from = brought;
    add_given_headers(from, exercise, with.exercises);
    auto both = options;  // one seed for both runs
    both.script = from.in == course::dialect::python;
    if (both.seed.empty()) both.seed = std::to_string(std::random_device{}());
    const auto run_second = [&](const suite_options& how) {
        return run_sanitized(with, exercise, from, folder / "sanitized", words, how);
    };
    second_try again(run_second, both);
    build_limits limits;
    limits.stop = options.stop;
    const auto it = from.main.empty() || may_compile(options)
                        ? build(with, from, folder, words, limits)
                        : not_compiled(from, words);
    count_build(options, it);
    if (it.status != wire::program_status::built) return not_built(it, exercise, from.in, words);

    const auto began = support::clock::now();
    auto outcome = run_ordinary(with, exercise, it.binary, words, both);
    const auto try_again = [&]() -> second_run {
        const auto ids = ids_of(exercise, true, both.only);
        if (!worth_sanitizing(exercise, outcome.checks))
            return {not_tried(exercise, ids, words), {}, {}, {}};
        if (from.in == course::dialect::python || !names_sanitizers(it.binary)) return again.get();
        return {all_failed(exercise, ids, "sanitizers.named", words), {}, {}, {}};
    };
    auto second = try_again();

    judged result;
    result.program = {
        exercise.program, it.status, outcome.trouble.empty() ? second.trouble : outcome.trouble,
        joined(exercise, outcome.checks, second.checks), std::string(course::traits(from.in).name)};
    quote_warnings(result.program.checks, it.warnings, words);
    result.notes = it.notes;
    result.warnings = it.warnings;
    result.seed = both.seed;
    result.transcripts = std::move(outcome.transcripts);
    result.transcripts.merge(second.transcripts);
    result.build_took = it.took;
    result.build_cpu = it.cpu + second.build_cpu;
    result.checks_took =
        std::chrono::duration_cast<support::milliseconds>(support::clock::now() - began);
    return result;
}

}  // namespace judge

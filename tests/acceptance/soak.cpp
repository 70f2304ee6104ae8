// sock-soak: runs all correct programs many times, while other processes use the cores. A rejection
// is a bug of the suite. Its arguments say how long it runs; a short run in boxes is a test.
#include "acceptance/busy_load.hpp"
#include "acceptance/trial.hpp"
#include "grading/privileges.hpp"
#include "judge/suite.hpp"
#include "support/arguments.hpp"
#include "support/parallel.hpp"
#include "support/process.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <map>
#include <mutex>
#include <stdexcept>

using namespace acceptance;

namespace {

constexpr auto usage =
    "sock-soak runs the correct programs of the corpus again and again under load.\n"
    "  --runs N     runs of each program\n"
    "  --busy N     processes that do nothing but use a core\n"
    "  --at-once N  programs judged at a time\n"
    "  --boxes      each run in boxes, as `lab grade` has it\n"
    "  --only NAME  a program, as tcp_server/fork; once for each\n";

struct wrong_use : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct options {
    int runs = 20;
    int busy = static_cast<int>(support::cores());
    int at_once = static_cast<int>(support::cores());
    bool boxes = false;
    std::vector<std::string> only;
    bool help = false;
};

int number(const arguments::word& word, int least) {
    if (const auto result = arguments::number(word.value, least)) return *result;
    throw wrong_use("--" + word.text + " takes a number from " + std::to_string(least));
}

options parse(std::vector<std::string> typed) {
    options given;
    const std::vector<arguments::option> known{{"runs", true},    {"busy", true},
                                               {"at-once", true}, {"boxes", false},
                                               {"only", true},    {"help", false, 'h'}};
    for (const auto& word : arguments::read(known, std::move(typed))) {
        if (word.kind != arguments::kind::option) throw wrong_use("no use for " + word.text);
        if (word.text == "runs") given.runs = number(word, 1);
        if (word.text == "busy") given.busy = number(word, 0);
        if (word.text == "at-once") given.at_once = number(word, 1);
        if (word.text == "boxes") given.boxes = true;
        if (word.text == "only") given.only.push_back(word.value);
        if (word.text == "help") given.help = true;
    }
    return given;
}

struct tally {
    int passed = 0;
    int unstable = 0;
    int failed = 0;
    std::map<std::string, int> why;
};

void count(tally& into, const trial& tried) {
    std::map<std::string, int> reasons;
    bool unstable = false;
    for (const auto& check : tried.result.checks) {
        if (check.verdict == "passed") continue;
        if (check.verdict == "unstable") unstable = true;
        const auto cause = check.diagnosis.empty() ? std::string() : " " + check.diagnosis;
        ++into.why[check.id + " " + check.verdict + cause];
        if (check.verdict != "unstable" && check.verdict != "skipped") ++reasons[check.id];
        if (check.verdict == "skipped" && !check.not_tried()) ++reasons[check.id];
    }
    if (!tried.problem.empty()) ++into.why[tried.problem];
    const bool failed = !tried.problem.empty() || !tried.result.finished || !reasons.empty();
    if (failed)
        ++into.failed;
    else
        ++(unstable ? into.unstable : into.passed);
}

int print(const std::map<std::string, tally>& table) {
    int rejected = 0;
    std::cout << std::left << std::setw(32) << "\nprogram" << std::right << std::setw(8) << "passed"
              << std::setw(10) << "unstable" << std::setw(8) << "failed" << '\n';
    for (const auto& [name, counts] : table) {
        std::cout << std::left << std::setw(31) << name << std::right << std::setw(8)
                  << counts.passed << std::setw(10) << counts.unstable << std::setw(8)
                  << counts.failed << '\n';
        for (const auto& [reason, times] : counts.why)
            std::cout << "    " << times << " x " << reason << '\n';
        rejected += counts.failed;
    }
    std::cout << "\nrejections: " << rejected << '\n';
    return rejected == 0 ? 0 : 1;
}

// A grader chooses the flags: programs with others of their own are not for boxes.
std::vector<sample> chosen(const options& given) {
    auto samples = correct_programs();
    const auto& only = given.only;
    const auto unwanted = [&](const sample& each) {
        if (given.boxes && !each.flags.empty()) return true;
        return !only.empty() && std::find(only.begin(), only.end(), each.name()) == only.end();
    };
    samples.erase(std::remove_if(samples.begin(), samples.end(), unwanted), samples.end());
    return samples;
}

judge::tools tools_with_box() {
    judge::tools result;
    result.suite = suite();
    result.box = suite().parent_path() / "sock-box";
    result.preload = preload();
    result.exercises = exercises();
    result.suite_words = words();
    return result;
}

/// The checks of `what` that are for this build of it.
std::vector<std::string> checks_with(instruments with, const sample& what) {
    const bool built_once = what.in == course::dialect::python || !what.flags.empty();
    if (built_once && with == instruments::sanitizers) return {};
    return built_with(with, what.program, checks_until(what.program, ""));
}

/// As root, before it becomes a user who cannot write to the folder of built programs.
void build_all(const std::vector<sample>& samples) {
    support::for_each_index(samples.size(), [&](std::size_t i) {
        const auto& what = samples[i];
        try {
            for (const auto with : {instruments::none, instruments::sanitizers})
                if (!checks_with(with, what).empty())
                    static_cast<void>(
                        build(what.source, warnings::ignored, with, what.flags, what.in));
        } catch (const build_error&) {
            // Its first run reports the error.
        }
    });
}

void judge_in_box(report& into, const sample& what, instruments with) {
    static const auto catalogue =
        course::catalogue::load(tree() / "tools/judge/words", course::language::en);
    judge::suite_options options;
    options.only = checks_with(with, what);
    if (options.only.empty()) return;
    options.built_in = with;
    options.script = what.in == course::dialect::python;
    const auto binary = build(what.source, warnings::ignored, with, {}, what.in);
    const auto ended = judge::run_suite(tools_with_box(), *the_course().find(what.program), binary,
                                        catalogue, options);
    if (!ended.trouble.empty()) throw std::runtime_error(ended.trouble.text);
    for (const auto& each : ended.checks) {
        check_report check;
        check.id = each.id;
        check.verdict = wire::name(each.verdict);
        check.diagnosis = each.diagnosis.id;
        check.because = each.evidence.because;
        into.checks.push_back(std::move(check));
    }
}

trial try_in_boxes(const sample& what) {
    trial result{what, {}, {}};
    try {
        judge_in_box(result.result, what, instruments::none);
        judge_in_box(result.result, what, instruments::sanitizers);
        result.result.finished = true;
    } catch (const std::exception& failure) {
        result.problem = failure.what();
    }
    return result;
}

int soak(const options& given) {
    const auto samples = chosen(given);
    build_all(samples);
    if (given.boxes && grading::is_root()) {
        const auto catalogue =
            course::catalogue::load(tree() / "tools/grading/words", course::language::en);
        const auto user = grading::ordinary_user(catalogue);
        grading::become(user, catalogue);
        if (std::error_code hidden; !fs::exists(tree() / "tools", hidden))
            throw std::runtime_error("the user " + user.name +
                                     " may not read this tree, and root runs nothing in a box");
    }
    busy_load load(given.busy);
    std::map<std::string, tally> table;
    std::mutex guard;
    const auto total = samples.size() * static_cast<std::size_t>(given.runs);
    std::size_t done = 0;
    const auto work = [&](std::size_t i) {
        const auto& what = samples[i % samples.size()];
        const auto tried = given.boxes ? try_in_boxes(what) : try_out(what, extent::all_checks);
        const std::lock_guard held(guard);
        count(table[tried.what.name()], tried);
        if (++done % samples.size() == 0) std::cerr << done << " of " << total << " runs\n";
    };
    support::for_each_index(total, work, static_cast<std::size_t>(given.at_once));
    if (load.running() != given.busy) throw std::runtime_error("the busy processes have ended");
    return print(table);
}

}  // namespace

int main(int count, char* typed[]) {
    try {
        const auto given = parse({typed + 1, typed + count});
        if (given.help) return std::cout << usage, 0;
        support::adopt_orphans();
        return soak(given);
    } catch (const wrong_use& problem) {
        std::cerr << "sock-soak: " << problem.what() << '\n' << usage;
        return 2;
    } catch (const std::exception& problem) {
        std::cerr << "sock-soak: " << problem.what() << '\n';
        return 3;
    }
}

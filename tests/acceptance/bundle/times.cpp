// How long a student waits. Not a test: a time on a busy machine proves nothing.
//
//   sock-learner-times [COUNT]     times each exercise is saved, 3 by default; 0: no first minute
#include "acceptance/bundle/bundle.hpp"
#include "acceptance/report.hpp"
#include "course/todo_regions.hpp"
#include "support/process.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <vector>

namespace {

using namespace acceptance;
using clock_type = std::chrono::steady_clock;
using nlohmann::json;

struct save_time {
    double total = 0;
    double compiler = 0;
    double checks = 0;  ///< runs of the student's program, and its second build
    [[nodiscard]] double rest() const { return total - compiler - checks; }
};

std::vector<json> verdicts(const std::string& lines) {
    std::vector<json> result;
    std::istringstream from(lines);
    for (std::string line; std::getline(from, line);) {
        auto event = json::parse(line, nullptr, false);  // an incomplete line is discarded
        if (!event.is_discarded() && event.at("event") == "checked")
            result.push_back(std::move(event));
    }
    return result;
}

// Wakes up when output has come, and does not poll: that would use the compiler's core.
json await_verdict(support::child& watch, std::size_t which) {
    support::deadline until(support::milliseconds{300'000});
    const auto there = [&](const std::string& lines) { return verdicts(lines).size() >= which; };
    if (!watch.wait_output(there, until))
        throw std::runtime_error("no verdict: " + watch.errors().text());
    return verdicts(watch.output().text()).at(which - 1);
}

save_time one_save(support::child& watch, std::size_t which, const fs::path& file,
                   const std::string& text) {
    const auto began = clock_type::now();
    lab::write_file(file, text);
    const auto event = await_verdict(watch, which);
    const std::chrono::duration<double> total = clock_type::now() - began;
    save_time result;
    result.total = total.count();
    result.compiler = event.at("build_ms").get<double>() / 1000;
    result.checks = event.at("checks_ms").get<double>() / 1000;
    return result;
}

// A changed text: a program that was built before is not built again.
std::string never_seen_before() {
    return "// saved at " + std::to_string(clock_type::now().time_since_epoch().count()) + "\n";
}

// A copy of the tree: no student's work is overwritten.
void copy_course(const fs::path& to) {
    for (const char* part : {"include", "exercises", "solutions", "docs", "tests", "tools"})
        fs::copy(tree() / part, to / part, fs::copy_options::recursive);
}

void print_save_times(std::size_t count_of_saves) {
    const lab::scratch_folder scratch;
    copy_course(scratch.path());
    std::printf("from save to verdict, s     total  compiler   checks     rest\n");
    for (const auto& exercise : the_course().exercises) {
        const auto path = fs::path(exercise.folder) / exercise.source();
        const auto text = course::without_markers(lab::read_file(solutions() / path));
        support::command what;
        what.argv = {SOCK_LAB, "watch", exercise.program, "--json"};
        what.environment = {{"SOCK_LAB_HOME=" + scratch.path().string(), "LC_ALL=C.UTF-8",
                             std::string("PATH=") + std::getenv("PATH")}};
        what.keep_head = 16 * 1024 * 1024;
        support::child watch(what);
        await_verdict(watch, 1);
        for (std::size_t i = 1; i <= count_of_saves; ++i) {
            const auto time = one_save(watch, i + 1, scratch.path() / "exercises" / path,
                                       text + never_seen_before());
            std::printf("  %-22s %8.2f %9.2f %8.2f %8.2f\n", exercise.program.c_str(), time.total,
                        time.compiler, time.checks, time.rest());
        }
    }
}

void print_first_minute() {
    const unpacked_bundle bundle("en", installed::compiler);
    const auto status = bundle.lab({});
    std::printf("./lab: %lld ms\n", static_cast<long long>(status.took.count()));
    const auto first = bundle.lab({"check", "tcp_server"});
    std::printf("from the unpacked bundle to the first verdict: %.1f s\n",
                static_cast<double>(first.took.count()) / 1000);
    if (first.code != 1) std::cout << first.out << first.err;
}

}  // namespace

int main(int count, char* arguments[]) {
    support::adopt_orphans();
    support::end_children_on_signals();
    try {
        const int count_of_saves = count > 1 ? std::atoi(arguments[1]) : 3;
        print_save_times(static_cast<std::size_t>(std::max(1, count_of_saves)));
        if (count_of_saves > 0) print_first_minute();
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "sock-learner-times: " << problem.what() << '\n';
        return 3;
    }
}

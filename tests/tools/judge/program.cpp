// Two runs of a program become one list of checks.
#include "judge/program.hpp"

#include "sock_catch.hpp"
#include "tools/judge/judge_words.hpp"
#include "tools/judge/workplace.hpp"

namespace {

using wire::verdict;

course::exercise exercise() {
    course::exercise result;
    result.program = "tcp_server";
    course::check echo;
    echo.id = "tcp_server/echo";
    echo.points = 2;
    course::check memory;
    memory.id = "tcp_server/memory";
    memory.points = 1;
    memory.after = {echo.id};
    memory.sanitized = true;
    course::check restart;
    restart.id = "tcp_server/restart";
    restart.points = 1;
    result.checks = {echo, memory, restart};
    return result;
}

wire::check judged(const char* id, verdict which, int points, int of) {
    wire::check it;
    it.id = id;
    it.verdict = which;
    it.points = points;
    it.max_points = of;
    return it;
}

wire::check not_tried(const char* why) {
    auto it = judged("tcp_server/memory", verdict::skipped, 0, 1);
    it.diagnosis.id = why;
    return it;
}

std::vector<wire::check> join(verdict echo, const wire::check& memory) {
    return judge::joined(exercise(),
                         {judged("tcp_server/echo", echo, echo == verdict::passed ? 2 : 0, 2),
                          judged("tcp_server/restart", verdict::passed, 1, 1)},
                         {memory});
}

// The rest of the suite is not there: only the second build is tried.
judge::judged judge_memory(const scratch& place, const std::string& text) {
    judge::suite_options options;
    options.only = {"tcp_server/memory"};
    return judge::judge_program(workplace::tools(place), exercise(), workplace::program(text),
                                place.path() / "build", words(), options);
}

}  // namespace

TEST_CASE("the checks are in the course's order") {
    const auto all = join(verdict::passed, judged("tcp_server/memory", verdict::passed, 1, 1));
    REQUIRE(all.size() == 3);
    CHECK(all[1].id == "tcp_server/memory");
    CHECK(all[1].points == 1);
    CHECK(all[2].id == "tcp_server/restart");
}

TEST_CASE("a program that does not answer gets no points for memory safety") {
    for (const auto& memory :
         {judged("tcp_server/memory", verdict::passed, 1, 1), not_tried("sanitizers.none")}) {
        const auto all = join(verdict::failed, memory);
        CHECK(all[1].verdict == verdict::skipped);
        CHECK(all[1].points == 0);
        CHECK(all[1].max_points == 1);
        CHECK(all[1].evidence.because == "tcp_server/echo");
    }
}

TEST_CASE("a sanitizer's report is kept even if other checks fail: it names the line") {
    const auto all = join(verdict::failed, judged("tcp_server/memory", verdict::failed, 0, 1));
    CHECK(all[1].verdict == verdict::failed);
    CHECK(all[1].evidence.because.empty());
}

TEST_CASE("if a program cannot be built with sanitizers, the points of their checks are open") {
    const auto all = join(verdict::passed, not_tried("sanitizers.none"));
    CHECK(all[1].open());
    CHECK(all[1].max_points == 1);
}

TEST_CASE("a program that ends too early for a check with sanitizers has failed another one") {
    auto restart = judged("tcp_server/restart", verdict::failed, 0, 1);
    const auto joined_with = [&](const char* why) {
        return judge::joined(exercise(),
                             {judged("tcp_server/echo", verdict::passed, 2, 2), restart},
                             {not_tried(why)});
    };
    CHECK(joined_with("memory.unclear")[1].evidence.because == "tcp_server/restart");
    CHECK(joined_with("sanitizers.none")[1].open());
    restart.verdict = verdict::passed;
    CHECK(joined_with("memory.unclear")[1].open());
}

TEST_CASE("what could not be tried hides nothing") {
    auto echo = judged("tcp_server/echo", verdict::skipped, 0, 2);
    echo.diagnosis.id = "faults.silent";
    const auto all =
        judge::joined(exercise(), {echo}, {judged("tcp_server/memory", verdict::passed, 1, 1)});
    CHECK(all[1].verdict == verdict::passed);
    CHECK(judge::worth_sanitizing(exercise(), {echo}));
}

TEST_CASE("a Python program has the points for memory safety: totals are those of C++") {
    const scratch place;
    judge::suite_options options;
    options.only = {"tcp_server/memory"};
    const auto it = judge::judge_program(
        workplace::tools(place), exercise(),
        {"tcp_server", "tcp_server.py", {{"tcp_server.py", "pass\n"}}, course::dialect::python},
        place.path() / "build", words(), options);
    REQUIRE(it.program.checks.size() == 1);
    CHECK(it.program.checks[0].verdict == verdict::passed);
    CHECK(it.program.score() == 1);
    CHECK(it.program.max_score() == 1);
}

TEST_CASE("a program that builds, but not with sanitizers, gets no points for memory safety") {
    const scratch place;
    // Only a build without a frame pointer lets a program use its register.
    const auto it = judge_memory(place, "int main() {\n"
                                        "#ifdef __aarch64__\n"
                                        "    asm volatile(\"\" : : : \"x29\");\n"
                                        "#else\n"
                                        "    asm volatile(\"\" : : : \"rbp\");\n"
                                        "#endif\n"
                                        "}\n");
    CHECK(it.program.status == wire::program_status::built);
    REQUIRE(it.program.checks.size() == 1);
    CHECK(it.program.checks[0].verdict == verdict::failed);
    CHECK(it.program.checks[0].max_points == 1);
    CHECK(it.program.checks[0].diagnosis.id == "sanitizers.refused");
}

TEST_CASE(
    "a program that has or looks for a sanitizer's function gets no points for memory safety") {
    for (const std::string text : {"extern \"C\" void __asan_init() {}\nint main() {}\n",
                                   "extern \"C\" __attribute__((weak)) void __asan_init();\n"
                                   "int main() { return __asan_init == nullptr ? 0 : 1; }\n"}) {
        const scratch place;
        const auto it = judge_memory(place, text);
        CHECK(it.program.status == wire::program_status::built);
        REQUIRE(it.program.checks.size() == 1);
        CHECK(it.program.checks[0].points == 0);
        CHECK(it.program.checks[0].max_points == 1);
        CHECK(it.program.checks[0].diagnosis.id == "sanitizers.named");
    }
}

TEST_CASE("sanitizers are used for programs that answer, and for those that crash") {
    const auto worth = [](wire::check echo) {
        return judge::worth_sanitizing(exercise(), {std::move(echo)});
    };
    auto silent = judged("tcp_server/echo", verdict::failed, 0, 2);
    silent.diagnosis = {"echo.nothing", {}, ""};
    auto crashed = silent;
    crashed.diagnosis = {"program.crashed", {}, ""};
    CHECK(worth(judged("tcp_server/echo", verdict::passed, 2, 2)));
    CHECK_FALSE(worth(silent));
    CHECK(worth(crashed));
    CHECK(judge::worth_sanitizing(exercise(), {}));  // only that check was selected
}

TEST_CASE("over the time of its compilers, a submission gets no more of it, and is told") {
    const scratch place;
    judge::budget left;
    left.compiled(judge::submission_limits{}.compiling);
    judge::suite_options options;
    options.left = &left;
    const auto it = judge::judge_program(workplace::tools(place), exercise(),
                                         workplace::program("int main() {}\n"),
                                         place.path() / "build", words(), options);
    CHECK(it.program.status == wire::program_status::build_failed);
    CHECK(it.program.message.id == "build.no-time");
    for (const auto& check : it.program.checks)
        CHECK(check.verdict == verdict::not_run);
    // A missing program stays what it is.
    const auto missing =
        judge::judge_program(workplace::tools(place), exercise(), {"tcp_server", "", {}},
                             place.path() / "none", words(), options);
    CHECK(missing.program.status == wire::program_status::missing);
}

#include "judge/suite.hpp"

#include "judge/program.hpp"
#include "sock_catch.hpp"
#include "tools/judge/judge_words.hpp"
#include "tools/judge/workplace.hpp"
#include "tools/wire/sample.hpp"

#include <sys/stat.h>

namespace {

using wire::program_status;
using workplace::holds;
using workplace::program;
using workplace::tools;

}  // namespace

// A suite written for the test, which writes to its channel what the test needs.
TEST_CASE("a suite that dies, lies or hangs changes no points", "[suite]") {
    const scratch place;
    auto with = tools(place);
    with.suite = place.path() / "suite";
    const auto run = [&](const std::string& script, int wall = 60'000) {
        support::write_file(with.suite, "#!/bin/sh\n" + script);
        ::chmod(with.suite.c_str(), 0755);
        judge::suite_options options;
        options.wall = support::milliseconds{wall};
        static const auto exercise = sample::exercise();
        return judge::run_suite(with, exercise, "/bin/true", words(), options);
    };
    const std::string begin = R"(echo '{"event":"started","checks":3,"seed":"9"}' >&3;)";
    const std::string one =
        R"(echo '{"event":"check","id":"tcp_server/listens","title":"t",)"
        R"("verdict":"passed","points":3,"max_points":3,"hidden":false,"diagnosis":null,)"
        R"("evidence":{},"duration_ms":1}' >&3;)";

    SECTION("dies") {
        const auto it = run(begin + one + "echo broken >&2; exit 3");
        CHECK(it.checks[0].points == 3);
        CHECK(it.checks[1].verdict == wire::verdict::internal_error);
        CHECK(holds(it.trouble.text, "broken"));
        CHECK(it.seed == "9");
    }
    SECTION("lies") {
        const auto it = run(begin + one + one + "exec sleep 60");
        CHECK(it.checks[0].verdict == wire::verdict::internal_error);
        CHECK(holds(it.trouble.text, "twice"));
    }
    SECTION("hangs") {
        const auto it = run(begin + one + "exec sleep 60", 200);
        CHECK(it.checks[0].points == 3);
        CHECK(it.checks[2].diagnosis.id == "suite.late");
    }
    SECTION("prints a perfect result where a program could") {
        const auto it = run(R"(echo '{"event":"finished"}'; echo '{"event":"finished"}' >&2)");
        CHECK(it.checks[0].verdict == wire::verdict::internal_error);
    }
    SECTION("is not there") {
        judge::tools none = with;
        none.suite = "/nowhere/sock-suite";
        const auto it = judge::run_suite(none, sample::exercise(), "/bin/true", words(), {});
        CHECK(it.checks[0].diagnosis.id == "suite.died");
    }
}

TEST_CASE("a program that is missing or does not build is not run, and the result says why",
          "[suite]") {
    const scratch place;
    const auto with = tools(place);
    const auto it = judge::judge_program(with, sample::exercise(), {"tcp_server", "", {}},
                                         place.path() / "build", words());
    CHECK(it.program.status == program_status::missing);
    REQUIRE(it.program.checks.size() == 3);
    CHECK(it.program.checks[0].verdict == wire::verdict::not_run);
    CHECK(it.program.checks[0].diagnosis.id == "not-run.missing");
    CHECK(it.program.max_score() == 6);
    const auto broken = judge::judge_program(with, sample::exercise(), program("int main( {}\n"),
                                             place.path() / "build2", words());
    CHECK(broken.program.checks[0].diagnosis.id == "not-run.build-failed");
}

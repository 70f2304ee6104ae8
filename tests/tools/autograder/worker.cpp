// A process that runs checks: which process gets the next check, and what happens if it dies.
#include "autograder/worker.hpp"

#include "autograder/session.hpp"

#include <algorithm>
#include <csignal>

#include <poll.h>
#include <sock_catch.hpp>
#include <unistd.h>

namespace {

using suite::verdict;

void notes_its_process(suite::context& ctx) {
    ctx.trace.note("run by " + std::to_string(::getpid()));
}

[[noreturn]] void fails(suite::context&) {
    throw suite::finding{{"listen.nothing", {{"port", "1"}, {"kind", "TCP"}}}, {}, {}, {}, {}};
}

[[noreturn]] void dies(suite::context&) {
    ::raise(SIGKILL);
    ::_exit(1);
}

// A check body is registered under the id of a check of the course. These bodies start no program.
void register_checks() {
    if (!suite::check_definitions().empty()) return;
    suite::define_check("tcp_server/listens", notes_its_process);
    suite::define_check("tcp_server/echo", notes_its_process);
    suite::define_check("tcp_server/again", fails);
    suite::define_check("tcp_server/reset", dies);
}

suite::session some_run() {
    register_checks();
    suite::request asked;
    asked.course_folder = SOCK_TREE "/exercises";
    asked.words_folder = std::string(SOCK_TREE "/tests/autograder") + "/words";
    return suite::session(asked);
}

const suite::check_definition& check_of(const std::string& id) {
    const auto& all = suite::check_definitions();
    return *std::find_if(all.begin(), all.end(),
                         [&](const suite::check_definition& it) { return it.id == id; });
}

suite::outcome answer_of(suite::worker& worker, const std::string& id,
                         const suite::given& accepted = {}) {
    worker.start(check_of(id), accepted, suite::time_for_check);
    pollfd watched{worker.handle(), POLLIN, 0};
    do
        REQUIRE(::poll(&watched, 1, 10'000) == 1);
    while (worker.listen());
    return worker.finish().what;
}

}  // namespace

TEST_CASE("one process runs one check after another, as long as they pass") {
    const auto run = some_run();
    suite::worker worker(run);
    const auto one = answer_of(worker, "tcp_server/listens");
    CHECK(one.check.verdict == verdict::passed);
    CHECK(worker.fit());
    const auto two = answer_of(worker, "tcp_server/echo");
    CHECK(two.check.verdict == verdict::passed);
    CHECK(two.check.id == "tcp_server/echo");
    REQUIRE(one.steps.size() == 1);
    REQUIRE(two.steps.size() == 1);
    CHECK(one.steps.front().what.text == two.steps.front().what.text);
}

TEST_CASE("after a failed check, the next one gets a new process") {
    const auto run = some_run();
    suite::worker worker(run);
    CHECK(answer_of(worker, "tcp_server/again").check.verdict == verdict::failed);
    CHECK_FALSE(worker.fit());
}

TEST_CASE("a worker that dies is an internal error of its check, with the signal's name") {
    const auto run = some_run();
    suite::worker worker(run);
    CHECK(answer_of(worker, "tcp_server/listens").check.verdict == verdict::passed);
    const auto result = answer_of(worker, "tcp_server/reset");
    CHECK(result.check.id == "tcp_server/reset");
    CHECK(result.check.verdict == verdict::internal_error);
    CHECK(result.check.diagnosis.text.find("SIGKILL") != std::string::npos);
    CHECK_FALSE(worker.fit());
}

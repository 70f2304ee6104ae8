// A process that tells stories: which one it tells the next to, and what becomes of one that dies.
#include "autograder/worker.hpp"

#include "autograder/session.hpp"

#include <algorithm>
#include <csignal>

#include <poll.h>
#include <sock_catch.hpp>
#include <unistd.h>

namespace {

using suite::verdict;

void says_who_tells(suite::context& at_hand) {
    at_hand.story.note("told by " + std::to_string(::getpid()));
}

[[noreturn]] void fails(suite::context&) {
    throw suite::finding{{"listen.nothing", {{"port", "1"}, {"kind", "TCP"}}}, {}, {}, {}, {}};
}

[[noreturn]] void dies(suite::context&) {
    ::raise(SIGKILL);
    ::_exit(1);
}

// A story goes by the id of a check of the course; these do not start its program.
void enter_stories() {
    if (!suite::all_stories().empty()) return;
    suite::judge("tcp_server/listens", says_who_tells);
    suite::judge("tcp_server/echo", says_who_tells);
    suite::judge("tcp_server/again", fails);
    suite::judge("tcp_server/reset", dies);
}

suite::session some_run() {
    enter_stories();
    suite::request asked;
    asked.course_folder = SOCK_TREE "/exercises";
    asked.words_folder = std::string(SOCK_TREE "/tests/autograder") + "/words";
    return suite::session(asked);
}

const suite::story& story_of(const std::string& id) {
    const auto& all = suite::all_stories();
    return *std::find_if(all.begin(), all.end(),
                         [&](const suite::story& it) { return it.id == id; });
}

suite::outcome answer_of(suite::worker& worker, const std::string& id) {
    worker.tell(story_of(id));
    pollfd watched{worker.handle(), POLLIN, 0};
    do
        REQUIRE(::poll(&watched, 1, 10'000) == 1);
    while (worker.listen());
    return worker.finish().what;
}

}  // namespace

TEST_CASE("one process tells a story after the other, as long as they end well") {
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

TEST_CASE("what a program that went wrong has left behind, the next one does not meet") {
    const auto run = some_run();
    suite::worker worker(run);
    CHECK(answer_of(worker, "tcp_server/again").check.verdict == verdict::failed);
    CHECK_FALSE(worker.fit());
}

TEST_CASE("a worker that dies is an internal error of its check, in words") {
    const auto run = some_run();
    suite::worker worker(run);
    CHECK(answer_of(worker, "tcp_server/listens").check.verdict == verdict::passed);
    const auto result = answer_of(worker, "tcp_server/reset");
    CHECK(result.check.id == "tcp_server/reset");
    CHECK(result.check.verdict == verdict::internal_error);
    CHECK(result.check.diagnosis.text.find("SIGKILL") != std::string::npos);
    CHECK_FALSE(worker.fit());
}

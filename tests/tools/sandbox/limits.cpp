// A program that exceeds a limit gets no more, and other sandboxes get no less.
#include "sandbox/profile.hpp"
#include "tools/sandbox/fixture.hpp"

using namespace test_box;

TEST_CASE("a fork bomb gets no more processes than the sandbox's limit, and ends with it") {
    if (!possible()) return;
    const auto made = guest_says("run", {"fork-bomb"});
    CHECK(made == std::to_string(sandbox::find_profile("run")->each.processes - 1));
    CHECK(guest_says("run", {"fork-bomb"}) == made);
}

TEST_CASE("a server of many clients gets a thread for each, and no more memory") {
    if (!possible()) return;
    CHECK(guest_says("run", {"threads", "1000"}) != "ok");
    CHECK(guest_says("run-many", {"threads", "1000"}) == "ok");
    const auto ran = guest("run-many", {"hog", "1", "2000"});
    CHECK(ran.status.signal == 9);
    CHECK(ran.err.text() == "sock-box: ended, because it used more than 512 MB of memory\n");
}

TEST_CASE("two sandboxes do not share a process limit") {
    if (!possible()) return;
    auto command =
        box_command({"run", "--", "/bin/sh", "-c", "/program/box-guest fork-bomb; read x"});
    command.argv.insert(command.argv.end() - 4, {"--ro", box_guest() + "=/program/box-guest"});
    command.input = support::standard_input::pipe;
    support::child first{command};
    support::deadline until{support::milliseconds{30000}};
    REQUIRE(first.wait_output([](const std::string& text) { return !text.empty(); }, until));
    CHECK(guest_says("run", {"threads", "40"}) == "ok");
}

TEST_CASE("a process gets no more memory than its limit") {
    if (!possible()) return;
    CHECK(guest_says("run", {"hog", "1", "2000"}) == "refused");
}

TEST_CASE("all processes together get no more memory than the sandbox's limit") {
    if (!possible()) return;
    const auto ran = guest("run", {"hog", "20", "100"});
    CHECK(ran.status.signal == 9);
    CHECK(ran.err.text() == "sock-box: ended, because it used more than 512 MB of memory\n");
}

TEST_CASE("a program with AddressSanitizer gets more address space, but no more memory") {
    if (!possible()) return;
    CHECK(said(in_box({"run-sanitized", "--", "/bin/sh", "-c", "ulimit -v"})) == "unlimited");
    const auto ran = guest("run-sanitized", {"hog", "20", "100"});
    CHECK(ran.status.signal == 9);
    CHECK(ran.err.text() == "sock-box: ended, because it used more than 512 MB of memory\n");
}

TEST_CASE("shared memory that no process shows has a limit") {
    if (!possible()) return;
    const auto ran = guest("run", {"shared"});
    CHECK(std::stoi(said(ran)) == 16);
    CHECK(ran.err.text() == "sock-box: refused mmap\n");
}

TEST_CASE("data that waits unread in sockets counts as memory") {
    if (!possible()) return;
    const auto ran = guest("run", {"unread"});
    CHECK(ran.status.signal == 9);
    CHECK(ran.err.text() == "sock-box: ended, because it used more than 512 MB of memory\n");
}

TEST_CASE("a process stays the first one to be killed when memory is short") {
    if (!possible()) return;
    CHECK(guest_says("run", {"read", "/proc/self/oom_score_adj"}) == "1000");
    CHECK(guest_says("run", {"write", "/proc/self/oom_score_adj", "0"}) == "EROFS");
}

TEST_CASE("writable folders are small") {
    if (!possible()) return;
    CHECK(std::stoi(guest_says("run", {"fill", "/tmp"})) <= 16);
    CHECK(guest_says("run", {"fill", "/dev/shm"}) == "1");
    CHECK(std::stoi(guest_says("suite", {"fill", "/tmp"})) <= 128);
}

TEST_CASE("a flood of empty files ends the sandbox") {
    if (!possible()) return;
    const auto ran = guest("run", {"many-files", "/tmp"});
    CHECK(ran.status.signal == 9);
    CHECK(ran.err.text() == "sock-box: ended, because it made more than 4096 files in /tmp\n");
}

TEST_CASE("no file exceeds the size limit") {
    if (!possible()) return;
    const auto ran = in_box({"run", "--", "/bin/sh", "-c", "ulimit -f; ulimit -c; ulimit -n"});
    CHECK(said(ran) == "32768\n0\n256");
}

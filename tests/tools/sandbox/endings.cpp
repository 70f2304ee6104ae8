// When a sandbox ends, all its processes end.
#include "tools/sandbox/fixture.hpp"

#include <csignal>

using namespace test_box;

namespace {

constexpr support::milliseconds soon{10000};

support::command with_lifeline(const words& arguments, const lifeline& line) {
    auto command = box_command(arguments);
    command.descriptors.push_back({line.writing_end(), 9});
    return command;
}

bool is_here(const std::string& text) {
    return text == "here\n";
}

}  // namespace

TEST_CASE("the status is the program's") {
    if (!possible()) return;
    CHECK(guest("run", {"exit", "0"}).status.success());
    CHECK(guest("run", {"exit", "7"}).status.code == 7);
    // 128 + SIGKILL, but no signal came.
    CHECK(guest("run", {"exit", "137"}).status.code == 137);
    CHECK(guest("run", {"end-by", "6"}).status.signal == 6);
    CHECK(guest("run", {"end-by", "11"}).status.signal == 11);
    CHECK(in_box({"suite", "--", "/box/sock-box", "run", "--", "/bin/sh", "-c", "exit 139"})
              .status.code == 139);
    CHECK(in_box({"suite", "--", "/box/sock-box", "run", "--", "/bin/sh", "-c", "kill -9 $$"})
              .status.signal == 9);
}

TEST_CASE("125 is reserved for sock-box: a program's 125 becomes 126") {
    if (!possible()) return;
    CHECK(guest("run", {"exit", "125"}).status.code == 126);
}

TEST_CASE("a daemon does not outlive the program that started it") {
    if (!possible()) return;
    lifeline line;
    const auto ran = support::run(
        with_lifeline({"run", "--fd", "9", "--", box_guest(), "daemonise"}, line), soon);
    CHECK(ran.status.success());
    CHECK(line.all_dead(soon));
}

TEST_CASE("a daemon in a nested sandbox ends, too") {
    if (!possible()) return;
    lifeline line;
    const auto ran =
        support::run(with_lifeline({"suite", "--ro", box_guest() + "=/program/box-guest", "--fd",
                                    "9", "--", "/box/sock-box", "run", "--fd", "9", "--",
                                    "/program/box-guest", "daemonise"},
                                   line),
                     soon);
    INFO(ran.err.text());
    CHECK(ran.status.success());
    CHECK(line.all_dead(soon));
}

TEST_CASE("killing sock-box ends all processes in its sandbox") {
    if (!possible()) return;
    for (const int signal : {SIGKILL, SIGTERM, SIGINT}) {
        lifeline line;
        support::child child{with_lifeline({"run", "--fd", "9", "--", box_guest(), "stay"}, line)};
        support::deadline until{soon};
        REQUIRE(child.wait_output(is_here, until));
        // Kills this process only: not its group, and not its descendants.
        ::kill(child.pid(), signal);
        CHECK(line.all_dead(soon));
    }
}

TEST_CASE("a program that kills all it can see kills no process outside") {
    if (!possible()) return;
    const auto ran = guest("run", {"kill-all"});
    CHECK(ran.status.success());
    CHECK(said(ran) == "alive -1 1");
}

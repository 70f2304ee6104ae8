// The suite as a program: it starts a student's programs, acts as their peer, and judges what they
// do. `lab check` and `lab grade` run it; it can be run by hand as well.
#include "autograder/command_line.hpp"
#include "autograder/runner.hpp"
#include "catch/catch_run.hpp"
#include "support/guardian.hpp"

#include <csignal>
#include <iostream>

#include <fcntl.h>

namespace {

enum exit_code { all_passed = 0, some_failed = 1, bad_usage = 2, own_failure = 3 };

// Running Catch2's test cases registers the checks. Catch2's own summary is not shown: it counts
// only registrations.
void collect_stories() {
    std::string name = "sock-suite";
    std::string option = "--out=/dev/null";
    char* arguments[] = {name.data(), option.data()};
    sock_catch::run(2, arguments);
}

int run(suite::request asked, int lifeline) {
    try {
        suite::session session(std::move(asked));
        session.start();
        suite::run_checks(session, lifeline);
        session.finish();
        return session.all_passed() ? all_passed : some_failed;
    } catch (const std::exception& fault) {
        std::cerr << "sock-suite: " << fault.what() << '\n';
        return own_failure;
    }
}

int judge(suite::request asked) {
    // No student's program may ever inherit the channel.
    if (asked.channel >= 0) ::fcntl(asked.channel, F_SETFD, FD_CLOEXEC);
    std::signal(SIGPIPE, SIG_IGN);
    collect_stories();
    return support::guarded([&](int lifeline) { return run(std::move(asked), lifeline); });
}

}  // namespace

int main(int count, char* arguments[]) {
    try {
        auto asked = suite::parse({arguments + 1, arguments + count});
        if (asked) return judge(std::move(*asked));
        std::cout << suite::help();
        return all_passed;
    } catch (const suite::wrong_use& problem) {
        std::cerr << "sock-suite: " << problem.what() << "; sock-suite --help lists the options\n";
        return bad_usage;
    }
}

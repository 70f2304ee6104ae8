// The suite as a program: it starts a student's programs, acts as their peer, and judges what it
// sees. `lab check` and `lab grade` run it; it can be run by hand as well.
#include "runner.hpp"

#include <algorithm>
#include <csignal>
#include <iostream>
#include <random>

#include <CLI/CLI.hpp>
#include <catch_run.hpp>
#include <fcntl.h>
#include <guard.hpp>
#include <table.hpp>
#include <workers.hpp>

namespace {

enum exit_code { all_passed = 0, some_failed = 1, bad_usage = 2, own_failure = 3 };

// A check mostly waits: for a program to start, and for its peer to be told what it has done.
constexpr std::size_t checks_for_a_core = 2;

struct command_line {
    suite::request request;
    std::vector<std::string> programs;  // "tcp_server=/path"
    std::string language = "en";
    int exit = -1;  // set: nothing more to do
};

command_line parse(int count, char* arguments[]) {
    command_line given;
    auto& asked = given.request;
    asked.seed = std::random_device{}();
    asked.at_once = checks_for_a_core * process::cores();
    CLI::App app{"Judges programs by what they do on their sockets."};
    app.add_option("--course", asked.course_folder, "folder of the exercises")->required();
    app.add_option("--words", asked.words_folder, "folder of the wording")->required();
    app.add_option("--program", given.programs, "NAME=BINARY, for each program to judge")
        ->required();
    app.add_option("--only", asked.only, "a check to run, as tcp_server/echo");
    app.add_option("--lang", given.language, "en or es");
    app.add_option("--seed", asked.seed, "repeats the random choices of a run");
    app.add_option("--at-once", asked.at_once, "checks to run at a time")
        ->check(CLI::PositiveNumber);
    app.add_flag_callback("--without-proc", process::ignore_proc,
                          "do not look into /proc, as on a system that has none");
    app.add_option("--results", asked.channel, "descriptor for the results, as JSON lines");
    app.add_option("--launcher", asked.where.launcher,
                   "put before each program; once for each word")
        ->allow_extra_args(false);
    app.add_option("--preload", asked.where.preload,
                   "the library sock-preload.so, as a program finds it behind the launcher");
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
        given.exit = app.exit(error) == 0 ? all_passed : bad_usage;
        return given;
    }
    asked.language = course::language_of(given.language);
    for (const auto& text : given.programs) {
        const auto equals = text.find('=');
        if (equals == std::string::npos) {
            std::cerr << "sock-suite: --program takes NAME=BINARY, not " << text << '\n';
            given.exit = bad_usage;
            return given;
        }
        asked.where.binaries[text.substr(0, equals)] = text.substr(equals + 1);
    }
    return given;
}

// Catch2 knows the stories of all checks; running its test cases is how they are collected. Its own
// summary would say nothing.
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

}  // namespace

int main(int count, char* arguments[]) {
    auto given = parse(count, arguments);
    if (given.exit >= 0) return given.exit;
    // No student's program may ever hold the channel.
    if (given.request.channel >= 0) ::fcntl(given.request.channel, F_SETFD, FD_CLOEXEC);
    std::signal(SIGPIPE, SIG_IGN);
    collect_stories();
    return process::guarded([&](int lifeline) { return run(std::move(given.request), lifeline); });
}

// Whole runs of the suite: that they can be repeated, that they do without /proc, that a busy
// machine costs no points, and that nothing is left of them however they end.
#include "acceptance/busy_load.hpp"
#include "acceptance/trial.hpp"
#include "support/parallel.hpp"
#include "support/process.hpp"
#include "support/process_table.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <set>
#include <sstream>

#include <fcntl.h>
#include <sock_catch.hpp>
#include <sys/wait.h>

using namespace acceptance;

namespace {

const bool adopting = (support::adopt_orphans(), true);

fs::path solution(const std::string& program) {
    for (const auto& exercise : the_course().exercises) {
        if (exercise.program != program) continue;
        return build(read_file(solutions() / exercise.folder / exercise.source()));
    }
    throw std::out_of_range(program);
}

binaries all_solutions() {
    binaries result;
    for (const auto& exercise : the_course().exercises)
        result[exercise.program] = solution(exercise.program);
    return result;
}

std::vector<std::string> ids(const report& result) {
    std::vector<std::string> list;
    for (const auto& check : result.checks)
        list.push_back(check.id);
    return list;
}

/// A folder that goes away with this object.
class scratch {
  public:
    scratch() : path_(cache() / ("runs." + std::to_string(::getpid()))) {
        fs::create_directories(path_);
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    [[nodiscard]] const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

fs::path script(const fs::path& file, const std::string& text) {
    std::ofstream(file) << "#!/bin/sh\n" << text << "\n";
    fs::permissions(file, fs::perms::owner_all);
    return file;
}

const check_report& find(const report& result, std::string_view id) {
    const auto found = std::find_if(result.checks.begin(), result.checks.end(),
                                    [&](const auto& check) { return check.id == id; });
    REQUIRE(found != result.checks.end());
    return *found;
}

// What outlives a run is visible here: orphans become this process's children.
bool nobody_left() {
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    return support::children(::getpid()).empty();
}

bool nobody_left_soon() {
    return support::await(nobody_left, support::deadline(support::milliseconds{10'000}));
}

std::set<std::string> entries(const fs::path& folder) {
    std::set<std::string> result;
    for (const auto& item : fs::directory_iterator(folder))
        result.insert(item.path().filename());
    return result;
}

/// A run on a server that forks, ended from outside when it is in full swing.
struct ended_run {
    support::exit_status status;
    bool clean = false;
};

ended_run end_in_full_swing(int signal) {
    const auto forking = build(read_file(corpus_home() / "correct/tcp_server/prefork.cpp"));
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ended_run result;
    {
        support::child suite(suite_command({{"tcp_server", forking}}, nowhere));
        const auto in_swing = [&] { return support::family(suite.pid()).size() > 6; };
        REQUIRE(support::await(in_swing, support::deadline(support::milliseconds{20'000})));
        suite.signal(signal);
        const auto status = suite.wait(support::milliseconds{10'000});
        REQUIRE(status);
        result.status = *status;
        result.clean = nobody_left_soon();
    }
    ::close(nowhere);
    return result;
}

// What a program can get that was built in one way only.
int points_without_sanitizers(const course::exercise& exercise) {
    int points = 0;
    for (const auto& check : exercise.checks)
        points += check.sanitized ? 0 : check.points;
    return points;
}

}  // namespace

TEST_CASE("the outcomes come in the course's order, with any checks running at the same time") {
    const auto result = report_on(all_solutions(), {"--seed", "1"});
    REQUIRE(result.finished);
    std::vector<std::string> expected;
    for (const auto& exercise : the_course().exercises) {
        for (const auto& check : exercise.checks)
            expected.push_back(check.id);
    }
    CHECK(ids(result) == expected);
    int points = 0;
    for (const auto& exercise : the_course().exercises)
        points += points_without_sanitizers(exercise);
    CHECK(result.points() == points);
    std::size_t at = 0;
    for (const auto& id : expected) {
        const auto found = result.screen.find("  " + id + "  ", at);
        INFO(id);
        CHECK(found != std::string::npos);
        at = found == std::string::npos ? at : found;
    }
}

TEST_CASE(
    "the seed is printed and repeats a run: the same ports, the same bytes, the same network") {
    const auto run = [](const char* seed) {
        return report_on(
            {{"udp_server", solution("udp_server")}},
            {"--only", "udp_server/network", "--only", "udp_server/binary", "--seed", seed});
    };
    const auto first = run("42");
    const auto sent = [](const report& from) {
        // What we did, in order: our own sockets' ports are the kernel's choice.
        std::string lines;
        std::istringstream all(from.transcripts);
        for (std::string line; std::getline(all, line);) {
            if (line.find("$ udp_server") == 0 || line.find("loses") != std::string::npos ||
                line.find("twice") != std::string::npos || line.find("holds") != std::string::npos)
                lines += line + '\n';
        }
        return lines;
    };
    CHECK(first.screen.find("seed 42") != std::string::npos);
    CHECK_FALSE(sent(first).empty());
    CHECK(sent(first) == sent(run("42")));
    CHECK(sent(first) != sent(run("43")));
}

namespace {

void require_points_without_proc(const std::vector<sample>& samples) {
    std::vector<std::string> problems(samples.size());
    support::for_each_index(samples.size(), [&](std::size_t i) {
        const auto result =
            report_on(binaries{{samples[i].program, build(samples[i].source)}}, {"--without-proc"});
        const auto points = points_without_sanitizers(*the_course().find(samples[i].program));
        if (result.finished && result.points() == points) return;
        problems[i] = samples[i].name() + "\n" + result.screen;
    });
    for (const auto& problem : problems) {
        INFO(problem);
        CHECK(problem.empty());
    }
}

}  // namespace

TEST_CASE("without /proc correct programs get their points, and what was not seen is said") {
    // The first of each exercise; all of them take a minute.
    std::vector<sample> samples;
    for (const auto& it : correct_programs()) {
        if (samples.empty() || samples.back().program != it.program) samples.push_back(it);
    }
    CHECK(samples.size() >= the_course().exercises.size());
    require_points_without_proc(samples);
    const auto result = report_on({{"tcp_server", solution("tcp_server")}}, {"--without-proc"});
    CHECK(result.screen.find("has no /proc") != std::string::npos);
}

TEST_CASE("without /proc every correct program gets its points", "[.][soak]") {
    require_points_without_proc(correct_programs());
}

TEST_CASE(
    "a failure on a crowded machine is tried again in a quiet slot: unstable, with its points") {
    const scratch place;
    // It hangs when it is started for the first time.
    const auto slow =
        script(place.path() / "slow", "mkdir " + (place.path() / "met").string() +
                                          " 2>/dev/null && exec sleep 1000\nexec " +
                                          solution("tcp_server").string() + " \"$@\"");
    const busy_load load(static_cast<int>(3 * support::cores()));
    const auto result = report_on("tcp_server", slow, {"tcp_server/listens"});
    const auto& check = find(result, "tcp_server/listens");
    INFO(result.screen);
    CHECK(check.verdict == "unstable");
    CHECK(check.points == check.max_points);
    CHECK(check.diagnosis.rfind("listen.", 0) == 0);
    // Both traces: it was started twice.
    const auto first = result.transcripts.find("$ tcp_server");
    REQUIRE(first != std::string::npos);
    CHECK(result.transcripts.find("$ tcp_server", first + 1) != std::string::npos);
    CHECK(result.exit_code == 0);
}

TEST_CASE("a busy load lasts while other programs come and go") {
    busy_load load(3);
    CHECK(support::run({{"true"}}, support::milliseconds{10'000}).status.success());
    CHECK(load.running() == 3);
}

TEST_CASE("a wrong program stays wrong on a crowded machine") {
    const scratch place;
    const auto hangs = script(place.path() / "hangs", "exec sleep 1000");
    const busy_load load(static_cast<int>(3 * support::cores()));
    const auto result = report_on("tcp_server", hangs, {"tcp_server/listens"});
    CHECK(find(result, "tcp_server/listens").verdict == "failed");
}

TEST_CASE("nothing is left of a run that comes to its end: no process, no file") {
    const scratch place;
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    auto command = suite_command(
        {{"tcp_server", build(read_file(corpus_home() / "correct/tcp_server/prefork.cpp"))}},
        nowhere);
    command.directory = place.path();
    command.environment = {"PATH=/usr/bin:/bin", "TMPDIR=" + place.path().string()};
    const auto run = support::run(command, support::milliseconds{180'000});
    ::close(nowhere);
    CHECK(run.status.success());
    CHECK(nobody_left_soon());
    CHECK(entries(place.path()).empty());
}

TEST_CASE("nothing is left of a run that is interrupted, ended or killed") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGKILL}) {
        const auto run = end_in_full_swing(signal);
        INFO("signal " << signal);
        CHECK(run.status.signal == signal);
        CHECK(run.clean);
    }
}

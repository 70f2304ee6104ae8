// Whole runs of the suite: they are repeatable, work without /proc, and leave nothing behind,
// however they end; a busy machine costs no points.
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

/// A folder that is removed with this object.
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

// Shows whether a process outlives its run: orphans become this process's children.
bool no_child_left() {
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    return support::children(::getpid()).empty();
}

bool no_child_left_soon() {
    return support::await(no_child_left, support::deadline(support::milliseconds{10'000}));
}

std::set<std::string> entries(const fs::path& folder) {
    std::set<std::string> result;
    for (const auto& item : fs::directory_iterator(folder))
        result.insert(item.path().filename());
    return result;
}

/// A run on a server that forks, ended by a signal while many processes run.
struct ended_run {
    support::exit_status status;
    bool clean = false;
};

ended_run end_by_signal(int signal) {
    const auto forking = build(read_file(corpus_home() / "correct/tcp_server/prefork.cpp"));
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ended_run result;
    {
        support::child suite(suite_command({{"tcp_server", forking}}, nowhere));
        const auto has_forked = [&] { return support::family(suite.pid()).size() > 6; };
        REQUIRE(support::await(has_forked, support::deadline(support::milliseconds{20'000})));
        suite.signal(signal);
        const auto status = suite.wait(support::milliseconds{10'000});
        REQUIRE(status);
        result.status = *status;
        result.clean = no_child_left_soon();
    }
    ::close(nowhere);
    return result;
}

// The points that a program can get from its build without sanitizers.
int points_without_sanitizers(const course::exercise& exercise) {
    int points = 0;
    for (const auto& check : exercise.checks)
        points += check.sanitized ? 0 : check.points;
    return points;
}

}  // namespace

TEST_CASE("the outcomes come in the course's order, even if checks run at the same time") {
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
    "the seed is printed and makes a run repeatable: the same ports, bytes, and network faults") {
    const auto run = [](const char* seed) {
        return report_on(
            {{"udp_server", solution("udp_server")}},
            {"--only", "udp_server/network", "--only", "udp_server/binary", "--seed", seed});
    };
    const auto first = run("42");
    const auto sent = [](const report& from) {
        // Our actions, in order, without our own sockets' ports: the kernel chooses them.
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
            report_on(binaries{{samples[i].program, build(samples[i].source, warnings::ignored,
                                                          instruments::none, {}, samples[i].in)}},
                      {"--without-proc"});
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

TEST_CASE("one mistake costs the points of one check, and the others say what is given") {
    struct mistake {
        std::string name;
        std::string costs;  // the one check
        std::string given;
        std::string says;                // a check that meets it
        std::set<std::string> too = {};  // checks that cannot be seen given it
    };
    const std::vector<mistake> mistakes{
        {"tcp_server/port-without-htons", "tcp_server/listens", "given.listens", "echo"},
        {"tcp_server/loopback-only", "tcp_server/listens", "given.listens", "echo"},
        {"tcp_server/port-hard-coded", "tcp_server/listens", "given.listens", "port-in-use"},
        {"tcp_server/prefix", "tcp_server/echo", "given.adds", "together"},
        {"tcp_server/newline-stripped", "tcp_server/echo", "given.newlines", "again"},
        {"udp_server/port-without-htons", "udp_server/binds", "given.listens", "network"},
        {"udp_server/upper-case", "udp_server/echo", "given.letter-case", "network"},
        {"tcp_client/port-without-htons", "tcp_client/connects", "given.connects", "echo"},
        {"tcp_client/port-hard-coded", "tcp_client/connects", "given.connects", "echo"},
        // Of a last line without a newline it drops a letter.
        {"tcp_client/newline-not-sent",
         "tcp_client/sends",
         "given.newlines",
         "server-closes",
         {"tcp_client/lines"}},
        {"udp_client/port-without-htons", "udp_client/sends", "given.connects", "network"},
        {"udp_client/port-hard-coded", "udp_client/sends", "given.connects", "spoofed"},
        // The longest line does not fit into a datagram then.
        {"udp_client/newline-sent",
         "udp_client/sends",
         "given.newlines",
         "lost",
         {"udp_client/large"}},
        {"udp_client/whole-seconds", "udp_client/slow", "given.short-waits", "lost"},
        {"files_server/get-announces-more",
         "files_server/get",
         "given.other-size",
         "put",
         {"files_server/arguments"}},
        {"users_server/ids-from-zero",
         "users_server/add",
         "given.ids-from-zero",
         "exists",
         {"users_server/stored", "users_server/crowd", "users_server/acknowledged"}},
        {"users_server/get-without-email",
         "users_server/add",
         "given.no-email",
         "exists",
         {"users_server/list", "users_server/crowd", "users_server/torn", "users_server/killed"}},
    };
    const auto samples = wrong_programs();
    for (const auto& it : mistakes) {
        const auto sample = std::find_if(samples.begin(), samples.end(),
                                         [&](const auto& each) { return each.name() == it.name; });
        REQUIRE(sample != samples.end());
        const auto result = report_on(sample->program, build(sample->source, warnings::ignored,
                                                             instruments::none, {}, sample->in));
        INFO(it.name << '\n' << result.screen);
        for (const auto& check : result.checks) {
            const bool costs = check.id == it.costs || it.too.count(check.id) == 1;
            const bool kept = check.points == check.max_points || check.not_tried();
            CHECK(kept == !costs);
        }
        CHECK(find(result, sample->program + "/" + it.says).given == std::vector{it.given});
        CHECK(find(result, it.costs).given.empty());
    }
}

TEST_CASE("what a mistake leaves in sight counts; a failure that it explains is skipped") {
    const auto samples = wrong_programs();
    const auto once = std::find_if(samples.begin(), samples.end(), [](const auto& each) {
        return each.name() == "tcp_server/answers-once";
    });
    REQUIRE(once != samples.end());
    const auto result = report_on("tcp_server", build(once->source, warnings::ignored));
    INFO(result.screen);
    CHECK(find(result, "tcp_server/again").verdict == "failed");
    for (const auto* explained : {"tcp_server/pieces", "tcp_server/utf8", "tcp_server/slow"})
        CHECK(find(result, explained).verdict == "skipped");
    for (const auto* apart : {"tcp_server/restart", "tcp_server/reset", "tcp_server/next-client"})
        CHECK(find(result, apart).verdict == "passed");
}

TEST_CASE("of a program that is not reached, no more is tried") {
    const auto nothing = build("#include <unistd.h>\nint main() { for (;;) pause(); }\n");
    const auto result = report_on("tcp_server", nothing);
    CHECK(find(result, "tcp_server/listens").verdict == "failed");
    CHECK(find(result, "tcp_server/next-client").verdict == "skipped");
    CHECK(result.waited_ms > 0);
    CHECK(result.waited_ms < 20'000);
}

TEST_CASE("without /proc correct programs get their points, and the report says so") {
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

TEST_CASE("a failure on a busy machine is tried again alone: unstable, with its points") {
    const scratch place;
    // Hangs in its first run only.
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
    // The two traces show that it was started twice.
    const auto first = result.transcripts.find("$ tcp_server");
    REQUIRE(first != std::string::npos);
    CHECK(result.transcripts.find("$ tcp_server", first + 1) != std::string::npos);
    CHECK(result.exit_code == 0);
}

TEST_CASE("a slow peer stays slow on a busy machine, but not for as long as its load is high") {
    const auto server = solution("tcp_server");
    const busy_load load(static_cast<int>(12 * support::cores()));
    const auto result = report_on("tcp_server", server, {"tcp_server/slow"});
    const auto& slow = find(result, "tcp_server/slow");
    CHECK(slow.verdict == "passed");
    CHECK(slow.duration_ms > 1200);
    CHECK(slow.duration_ms < 10'000);  // 12 times 1.2 s would be more
}

TEST_CASE("a busy load lasts while other programs start and end") {
    busy_load load(3);
    CHECK(support::run({{"true"}}, support::milliseconds{10'000}).status.success());
    CHECK(load.running() == 3);
}

TEST_CASE("a wrong program stays wrong on a busy machine") {
    const scratch place;
    const auto hangs = script(place.path() / "hangs", "exec sleep 1000");
    const busy_load load(static_cast<int>(3 * support::cores()));
    const auto result = report_on("tcp_server", hangs, {"tcp_server/listens"});
    CHECK(find(result, "tcp_server/listens").verdict == "failed");
}

TEST_CASE("a run that ends leaves no process and no file") {
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
    CHECK(no_child_left_soon());
    CHECK(entries(place.path()).empty());
}

TEST_CASE("an interrupted, terminated or killed run leaves no process") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGKILL}) {
        const auto run = end_by_signal(signal);
        INFO("signal " << signal);
        CHECK(run.status.signal == signal);
        CHECK(run.clean);
    }
}

// The experiments with real programs: the results are those that the lab describes, and are the
// same each time, except for times and ports.
#include "lab/experiment/evidence.hpp"
#include "lab/experiment/script.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/problem.hpp"
#include "sock_catch.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>

namespace {

using namespace experiment;
namespace fs = std::filesystem;

const fs::path programs = PROGRAMS;

/// The programs of that style; a missing one is replaced by the reference's.
processes processes_of(letter which, const std::string& name) {
    processes result;
    result.names = programs_of(which);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto own = programs / (name + "-" + result.names[i]);
        const auto otherwise = programs / ("reference-" + result.names[i]);
        result.binaries[i] = fs::is_regular_file(own) ? own : otherwise;
    }
    result.recorder = fs::path(RECORDER) / "sock-preload.so";
    return result;
}

// Replaces the only parts that may differ from run to run: times, and ports.
std::string without_times_and_ports(const std::string& lines) {
    static const std::regex time(R"("t":[0-9.e-]+)");
    static const std::regex port(R"((127\.0\.0\.1(:| )|0\.0\.0\.0:|\]:|tcp_server )[0-9]{2,5})");
    return std::regex_replace(std::regex_replace(lines, time, "\"t\":0"), port, "$1PORT");
}

played play_with(letter which, const std::string& name) {
    const lab::scratch_folder scratch;
    return play(which, processes_of(which, name), scratch.path());
}

std::string evidence(const played& it) {
    return without_times_and_ports(json_lines(it, origin::folder));
}

/// Runs it twice and checks that both recordings are the same.
played play_twice(letter which, const std::string& name) {
    const auto first = play_with(which, name);
    CHECK(evidence(play_with(which, name)) == evidence(first));
    return first;
}

const std::vector<std::string> right = {"reference", "iterative", "threads",
                                        "fork",      "epoll",     "files"};

}  // namespace

TEST_CASE("A: every correct client notices that the server is gone") {
    for (const auto& name : right) {
        INFO(name);
        const auto it = play_twice(letter::a, name);
        INFO(json_lines(it, origin::folder));
        CHECK(it.recorded);
        const bool watches_both = name == "threads";  // polls stdin, too
        CHECK(outcome(it) == (watches_both ? "noticed-at-once" : "noticed-late"));
        if (!watches_both) CHECK(noticed_by(it) == "recv");
    }
}

TEST_CASE("B: every correct client sends without a server, and gives up") {
    for (const auto& name : right) {
        INFO(name);
        const auto it = play_twice(letter::b, name);
        INFO(json_lines(it, origin::folder));
        CHECK(it.recorded);
        const bool connected = name == "fork" || name == "epoll";  // connects its UDP socket
        CHECK(outcome(it) == (connected ? "refused" : "no-reply"));
    }
}

TEST_CASE("C: every correct client receives the line in pieces, and prints it whole") {
    for (const auto& name : right) {
        INFO(name);
        const auto it = play_twice(letter::c, name);
        INFO(json_lines(it, origin::folder));
        CHECK(outcome(it) == "fragments");
        CHECK(pieces(it) == std::vector<long>{8, 8, 1});
    }
}

TEST_CASE("the events of a wrong client are shown, too") {
    CHECK(outcome(play_with(letter::a, "one_recv")) == "claims-well");
    CHECK(outcome(play_with(letter::a, "ignores_zero")) == "hangs");
    CHECK(outcome(play_with(letter::a, "dies_of_sigpipe")) == "crashed");
    CHECK(outcome(play_with(letter::b, "waits_for_ever")) == "hangs");
    CHECK(outcome(play_with(letter::c, "one_recv")) == "lost");
    CHECK(outcome(play_with(letter::c, "ignores_zero")) == "whole");
}

TEST_CASE("a server that does not listen is named, and nothing is left running") {
    const lab::scratch_folder scratch;
    auto who = processes_of(letter::c, "reference");
    who.binaries[1] = "/bin/true";
    try {
        static_cast<void>(play(letter::c, who, scratch.path()));
        FAIL("it ran without a server");
    } catch (const lab::problem& why) {
        CHECK(why.id() == "experiment-no-server");
    }
}

TEST_CASE("without the recorder an experiment shows what is seen from outside") {
    const lab::scratch_folder scratch;
    auto who = processes_of(letter::c, "reference");
    who.recorder.clear();
    const auto it = play(letter::c, who, scratch.path());
    CHECK_FALSE(it.recorded);
    CHECK(outcome(it) == "fragments");
    CHECK(pieces(it) == std::vector<long>{8, 8, 1});
}

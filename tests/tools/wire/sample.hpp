/// @file
/// A small course, and results of it, for tests.
#pragma once

#include "course/course.hpp"
#include "wire/result.hpp"

#include <string>

namespace sample {

/// tcp_server with three checks (3 + 2 + 1 points), the last one hidden, and two TODOs.
inline course::exercise exercise() {
    course::exercise it;
    it.folder = "01_tcp_server";
    it.program = "tcp_server";
    it.points = 6;
    it.title = {"TCP echo server", "Servidor de eco TCP"};
    it.todos = {{1, "listen", {"Listen.", "Escucha."}, "listen(2)", ""},
                {2, "echo", {"Echo.", "Devuelve."}, "recv(2)", ""}};
    const auto check = [&](const std::string& id, int points, int todo, bool hidden) {
        it.checks.push_back({"tcp_server/" + id, points, todo, {}, hidden, {id, id}, {id, id}});
    };
    check("listens", 3, 1, false);
    check("echo", 2, 2, false);
    check("secret", 1, 2, true);
    return it;
}

inline course::course one_exercise() {
    course::course it;
    it.title = {"Sockets", "Sockets"};
    it.exercises = {exercise()};
    it.assignments.push_back({"echo", {"Echo", "Eco"}, {it.exercises.front().folder}, 10});
    return it;
}

inline wire::check check(const std::string& id, wire::verdict verdict, int points, int of) {
    wire::check it;
    it.id = "tcp_server/" + id;
    it.title = id;
    it.verdict = verdict;
    it.points = points;
    it.max_points = of;
    it.evidence.todo = 2;
    it.duration_ms = 1.5;
    return it;
}

/// One program with one check of each kind: 3 of 6 points.
inline wire::result result() {
    wire::result it;
    it.submission = {"ada_lovelace", "PracticaSockets_Ada.zip", std::string(64, 'a')};
    it.seed = "17";
    it.engine = "sock 0 0123456789abcdef";
    it.isolation = {"user", "net"};
    wire::program program{"tcp_server", wire::program_status::built, {}, {}, "Python"};
    program.checks.push_back(check("listens", wire::verdict::passed, 3, 3));
    auto failed = check("echo", wire::verdict::failed, 0, 2);
    failed.diagnosis = {"echo.cut-at-nul", {{"count", "3"}}, "Stops at NUL."};
    failed.evidence.did = "Sent \"uno\\0dos\".";
    failed.evidence.expected = {"expected.bytes", {{"count", "8"}}, "8 bytes"};
    failed.evidence.got = wire::plain("3 bytes");
    failed.evidence.seen = {wire::plain("one thing"), {"seen.spins", {}, "another"}};
    failed.evidence.guide = "bytes";
    failed.evidence.by_hand = "printf 'a\\0b' | nc -N 127.0.0.1 5000";
    failed.evidence.timeline = {{1, wire::plain("peer → program  8 bytes"), "printf"}};
    failed.evidence.source = {"tcp_server.py",
                              {"source.calls", {{"calls", "send"}}, "Your lines with send:"},
                              {{11, "    data = peer.recv(1024)", false},
                               {12, "    peer.send(data[:3])", true}}};
    program.checks.push_back(failed);
    auto skipped = check("secret", wire::verdict::skipped, 0, 1);
    skipped.hidden = true;
    skipped.evidence.because = "tcp_server/echo";
    program.checks.push_back(skipped);
    it.programs = {program};
    it.report = {wire::report_status::present, std::nullopt, 10};
    it.notes = {wire::plain("A folder too many was taken away.")};
    return it;
}

}  // namespace sample

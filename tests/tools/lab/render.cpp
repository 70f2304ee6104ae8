#include "lab/render/check.hpp"
#include "lab/render/status.hpp"
#include "sock_catch.hpp"
#include "support/text_width.hpp"
#include "tools/lab/voice.hpp"

namespace {

using course::language;
using saying::holds;
using saying::speaker;
using wire::verdict;

wire::check half_close() {
    wire::check result;
    result.id = "tcp_server/half-close";
    result.verdict = verdict::failed;
    result.max_points = 3;
    result.evidence.todo = 3;
    result.evidence.did = "Sent \"hola\\n\", closed our sending side, then waited for the rest.";
    result.evidence.expected = wire::plain("\"hola\\n\", then end of stream");
    result.evidence.got =
        wire::plain("\"hola\\n\", then nothing for 2.0 s; the connection stays open");
    result.evidence.seen = {wire::plain("98 % of a core in use while no client was sending"),
                            wire::plain("descriptor 4 still open to 127.0.0.1:53122")};
    result.evidence.guide = "zero";
    result.evidence.by_hand = "printf 'hola\\n' | nc -N 127.0.0.1 5000     must return";
    result.diagnosis = wire::sentence{
        "loop-after-end",
        {},
        "Most likely: recv returned 0, which means that the peer has closed, and the loop goes "
        "round again."};
    return result;
}

const render::context around = {"exercises/01_tcp_server/tcp_server.cpp",
                                "int main() {\n    // TODO 3: x\n}\n",
                                "<a id=\"zero\"></a>\n## Zero means goodbye\n"};

wire::program program(std::vector<wire::check> checks) {
    wire::program result;
    result.name = "tcp_server";
    result.status = wire::program_status::built;
    result.checks = std::move(checks);
    return result;
}

wire::check named(const std::string& id, verdict what, const std::string& because = {}) {
    wire::check result;
    result.id = id;
    result.verdict = what;
    result.max_points = 2;
    result.points = result.good() ? 2 : 0;
    result.evidence.because = because;
    return result;
}

}  // namespace

TEST_CASE("a failed check is shown from the verdict to the next step") {
    CHECK(render::failure(half_close(), around, speaker(language::en, true)) ==
          "✗ tcp_server/half-close                                                   0 of 3\n"
          "\n"
          "  Sent \"hola\\n\", closed our sending side, then waited for the rest.\n"
          "    expected   \"hola\\n\", then end of stream\n"
          "    got        \"hola\\n\", then nothing for 2.0 s; the connection stays open\n"
          "\n"
          "  Most likely: recv returned 0, which means that the peer has closed, and the\n"
          "  loop goes round again.\n"
          "    seen       98 % of a core in use while no client was sending\n"
          "               descriptor 4 still open to 127.0.0.1:53122\n"
          "\n"
          "  TODO 3 in exercises/01_tcp_server/tcp_server.cpp:2\n"
          "  Guide      Zero means goodbye (./lab guide zero)\n"
          "  By hand    printf 'hola\\n' | nc -N 127.0.0.1 5000     must return\n"
          "  Replay     ./lab replay tcp_server/half-close\n");
}

TEST_CASE("of several failures the first is told in full, the others have a line each") {
    auto other = half_close();
    other.id = "tcp_server/reset";
    const auto told = [&](render::failures in_full) {
        return render::program(program({half_close(), other}), around, speaker(language::en, true),
                               in_full);
    };
    const auto brief = told(render::failures::first);
    CHECK(holds(brief, "./lab replay tcp_server/half-close\n"));
    CHECK_FALSE(holds(brief, "./lab replay tcp_server/reset\n"));
    CHECK(holds(brief, "✗ tcp_server/reset"));
    CHECK(holds(brief, "In full: ./lab check tcp_server --all\n"));
    const auto full = told(render::failures::all);
    CHECK(holds(full, "./lab replay tcp_server/reset\n"));
    CHECK_FALSE(holds(full, "--all"));
}

TEST_CASE("a failed check in Spanish keeps its columns") {
    const auto text = render::failure(half_close(), around, speaker(language::es, true));
    CHECK(holds(text, "0 de 3\n"));
    CHECK(holds(text, "    se esperaba   \"hola"));
    CHECK(holds(text, "    se obtuvo     \"hola"));
    CHECK(holds(text, "    se observó    98 %"));
    CHECK(holds(text, "\n                  descriptor 4"));
    CHECK(holds(text, "  TODO 3 en exercises"));
    CHECK(holds(text, "  A mano     printf"));
}

TEST_CASE("the text of a check is at most 80 columns wide and cannot move the cursor") {
    auto check = half_close();
    check.evidence.got =
        wire::plain(std::string(30, 'x') + " \x1b[31m " + std::string(60, 'y') + " \xFF");
    for (const bool unicode : {true, false}) {
        const auto text = render::failure(check, around, speaker(language::es, unicode));
        CHECK(text.find('\x1b') == std::string::npos);
        for (const auto& line : support::wrap(text, 1000))
            CHECK(support::width(line) <= 80);
    }
}

TEST_CASE("without Unicode all bytes are ASCII") {
    const auto text = render::failure(half_close(), around, speaker(language::es, false));
    for (const char c : text)
        CHECK(static_cast<unsigned char>(c) < 0x80);
    CHECK(holds(text, "x tcp_server/half-close"));
}

TEST_CASE("unknown fields are left out") {
    wire::check check;
    check.id = "x/y";
    check.verdict = verdict::failed;
    const auto text = render::failure(check, {}, speaker(language::en, true));
    CHECK_FALSE(holds(text, "Guide"));
    CHECK_FALSE(holds(text, "TODO"));
    CHECK_FALSE(holds(text, "expected"));
}

TEST_CASE("a program in another language has no TODOs to point to") {
    auto place = around;
    place.source = "exercises/01_tcp_server/tcp_server.py";
    const auto text = render::failure(half_close(), place, speaker(language::en, true));
    CHECK_FALSE(holds(text, "TODO"));
    CHECK(holds(text, "  Guide      Zero means goodbye"));
}

TEST_CASE("for a TODO without its comment the file is named") {
    auto place = around;
    place.source_text = "int main() {}\n";
    CHECK(holds(render::failure(half_close(), place, speaker(language::en, true)),
                "  TODO 3 in exercises/01_tcp_server/tcp_server.cpp\n"));
}

TEST_CASE("a mark under a byte stays under it") {
    auto check = half_close();
    check.evidence.got =
        wire::plain("3 bytes   \"uno\"\n              ^ the first difference: after byte 3");
    const auto text = render::failure(check, around, speaker(language::en, true));
    CHECK(holds(text, "    got        3 bytes   \"uno\"\n"
                      "                             ^ the first difference: after byte 3\n"));
}

TEST_CASE("the checks that depend on a failed one are one paragraph") {
    const auto text =
        render::program(program({named("tcp_server/listens", verdict::failed),
                                 named("tcp_server/a", verdict::skipped, "tcp_server/listens"),
                                 named("tcp_server/b", verdict::skipped, "tcp_server/a")}),
                        around, speaker(language::en, true));
    CHECK(holds(text, "- 2 checks skipped until tcp_server/listens passes: a, b\n"));
    CHECK(holds(text, "0 of 3 checks"));
}

TEST_CASE("a check that cannot run here says why, and its points are open") {
    auto busy = named("tcp_server/defaults", verdict::skipped);
    busy.diagnosis = wire::sentence{"port-busy", {}, "Port 5000 is taken."};
    const auto text = render::program(program({named("tcp_server/a", verdict::passed), busy}),
                                      around, speaker(language::en, true));
    CHECK(holds(text, "✓ tcp_server  1 of 2 checks"));
    CHECK(holds(text, "2 of 4 points"));
    CHECK(holds(text, "- tcp_server/defaults could not be tried here; its points are still open:"));
    CHECK_FALSE(holds(text, "skipped"));
}

TEST_CASE("a program that passes is one line") {
    CHECK(render::program(program({named("tcp_server/a", verdict::passed)}), around,
                          speaker(language::en, true)) ==
          "✓ tcp_server  1 of 1 checks                                        2 of 2 points\n");
}

TEST_CASE("our own failure is not reported as the student's, and only once") {
    auto one = named("tcp_server/a", verdict::internal_error);
    one.diagnosis = wire::sentence{"suite.died", {}, "The suite ended early."};
    auto other = one;
    other.id = "tcp_server/b";
    const auto text = render::program(program({one, other}), around, speaker(language::en, true));
    CHECK(holds(text, "! Not judged, through lab's fault, not yours: a, b"));
    CHECK(holds(text, "\n    The suite ended early.\n"));
    CHECK_FALSE(holds(text, "TODO"));
}

TEST_CASE("for a program that does not compile the compiler's output is shown unchanged") {
    auto it = program({named("tcp_server/a", verdict::not_run)});
    it.status = wire::program_status::build_failed;
    it.message = wire::plain(
        "tcp_server.cpp:14:5: error: 'x' was not declared\n   14 |     x;\n      |     ^");
    const auto text = render::program(it, around, speaker(language::es, true));
    CHECK(holds(text, "✗ exercises/01_tcp_server/tcp_server.cpp no compila"));
    CHECK(holds(text, "\n     14 |     x;\n        |     ^\n"));
}

TEST_CASE("the progress is shown in columns, with and without colours") {
    course::course course;
    course.title = {"TCP and UDP", "TCP y UDP"};
    course.exercises.resize(2);
    course.assignments.push_back({"echo", {"Echo", "Eco"}, {"01_tcp_server", "02_udp"}, 10});
    std::vector<lab::exercise_progress> all(2);
    for (std::size_t i = 0; i < 2; ++i) {
        auto& exercise = course.exercises[i];
        exercise.folder = i == 0 ? "01_tcp_server" : "02_udp";
        exercise.program = i == 0 ? "tcp_server" : "udp";
        exercise.todos.resize(2 + i);
        all[i].exercise = &exercise;
        all[i].todos.assign(2 + i, i == 0 ? lab::todo_state::done : lab::todo_state::open);
        all[i].state = i == 0 ? lab::exercise_state::checked : lab::exercise_state::not_started;
        all[i].passed = all[i].total = 14;
    }
    CHECK(render::status(course, all, speaker(language::en, true)) ==
          "  sock lab · TCP and UDP                                        1 of 2 exercises\n"
          "\n"
          "  ✓ 01 tcp_server   TODO 1 ✓  2 ✓         14 of 14 checks\n"
          "  ▸ 02 udp          TODO 1 ·  2 ·  3 ·    not started\n");
    const auto coloured = render::status(course, all, speaker(language::en, true, true));
    CHECK(holds(coloured, "\x1b[32m✓\x1b[0m 01 tcp_server   TODO 1"));
}

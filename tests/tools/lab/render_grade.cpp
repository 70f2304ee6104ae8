#include "lab/render/grade.hpp"
#include "sock_catch.hpp"
#include "support/text_width.hpp"
#include "tools/lab/voice.hpp"

namespace {

using course::language;
using saying::holds;
using saying::speaker;

grading::graded someone(const std::string& name, int points, const std::string& summary) {
    grading::graded result;
    result.result.submission.name = name;
    result.result.report.status = wire::report_status::present;
    wire::program program;
    program.status = wire::program_status::built;
    wire::check check;
    check.points = points;
    check.max_points = 90;
    program.checks.push_back(check);
    result.result.programs.push_back(program);
    result.summary = summary;
    result.seconds = 4.14;
    return result;
}

}  // namespace

TEST_CASE("a submission is one line: points, name, summary, time") {
    CHECK(render::graded(someone("ada_lovelace", 90, ""), speaker(language::en, true)) ==
          "   90 / 90 + report   ada_lovelace                                         4.1 s\n");
    const auto spanish = render::graded(someone("linus_p", 0, "does not compile: x.cpp:14"),
                                        speaker(language::es, true));
    CHECK(holds(spanish, "    0 / 90 + reporte   linus_p             does not compile: x.cpp:14 "));
    CHECK(holds(spanish, " 4,1 s\n"));
    CHECK(support::width(spanish) == 80);
}

TEST_CASE("a long summary is below the line, and wrapped between its parts") {
    const auto text = render::graded(
        someone("grace_hopper", 61,
                "tcp_server: 13 checks   udp_server: 1 check   udp_client: 5 checks"),
        speaker(language::en, true));
    CHECK(holds(text, "\n                      tcp_server: 13 checks   udp_server: 1 check\n"
                      "                      udp_client: 5 checks\n"));
    for (const auto& line : support::wrap(text, 1000))
        CHECK(support::width(line) <= 80);
}

TEST_CASE("control sequences in a name are escaped") {
    const auto text =
        render::graded(someone("\x1b[2Jx", 1, "\x1b]0;y\x07"), speaker(language::en, true));
    CHECK_FALSE(holds(text, "\x1b"));
}

TEST_CASE("the beginning says how the submissions are isolated") {
    grading::beginning it;
    it.submissions = 5;
    it.jobs = 2;
    it.isolation = {"user", "net", "seccomp", "limits"};
    it.user = "nobody";
    const auto text = render::beginning(it, speaker(language::en, true));
    CHECK(holds(text, "Grading 5 submissions on 2 cores"));
    CHECK(holds(text, "user, net namespaces; seccomp;"));
    CHECK(holds(text, "goes on as nobody"));
    it.isolation = {"users", "seccomp", "limits"};
    CHECK(holds(render::beginning(it, speaker(language::en, true)),
                "WEAKER isolation: a user for each program"));
    CHECK(holds(render::beginning(it, speaker(language::es, true)), "MÁS DÉBIL"));
    it.isolation.clear();
    CHECK(holds(render::beginning(it, speaker(language::es, true)), "SIN aislamiento"));
    CHECK_FALSE(holds(text, "secret"));
    it.new_secret = "results/seed.secret";
    for (const auto each : {language::en, language::es})
        CHECK(holds(render::beginning(it, speaker(each, true)), "results/seed.secret"));
}

TEST_CASE("the ending lists the files and the tasks left for a person") {
    grading::ending it;
    CHECK(render::ending(it, speaker(language::en, true)).empty());
    it.all.push_back(someone("a", 1, ""));
    it.grades_csv = "results/grades.csv";
    it.class_html = "results/class.html";
    it.reports_to_mark = 1;
    const auto text = render::ending(it, speaker(language::en, true));
    CHECK(holds(text, "results/grades.csv"));
    CHECK(holds(text, "results/<name>/feedback.html"));
    CHECK(holds(text, "1 report waits for a person"));
    CHECK_FALSE(holds(text, "nterrupted"));
    CHECK_FALSE(holds(text, "New:"));  // all are
}

TEST_CASE("the ending says who is new, changed, and needs attention") {
    grading::ending it;
    for (const char* name : {"ada", "eve", "grace", "linus"})
        it.all.push_back(someone(name, 1, ""));
    it.all[1].change = grading::change::changed;
    it.all[2].change = grading::change::kept;
    it.all[3].change = grading::change::again;
    it.grades_csv = "results/grades.csv";
    it.others = 3;
    it.attention = {{"eve", wire::plain("this is RAR, which is not read here.")}};
    const auto text = render::ending(it, speaker(language::en, true));
    CHECK(holds(text, "New: ada\n"));
    CHECK(holds(text, "Changed since the last run: eve\n"));
    CHECK(holds(text, "Judged again: linus\n"));
    CHECK(holds(text, "earlier runs: 3 submissions more"));
    CHECK(holds(text, "eve: this is RAR"));
}

TEST_CASE("a grade that moved is shown old beside new, with the checks") {
    grading::ending end;
    CHECK(holds(render::moves(end, speaker(language::en, true)), "No grade moved."));
    end.moved = {{"ada", 60.5, 100, 63.5, 100, {{"tcp_server/echo", 0, 3}}},
                 {"grace", 40, 90, 40, 100, {}}};
    const auto text = render::moves(end, speaker(language::en, true));
    CHECK(holds(text, "60.5 / 100 ->  63.5 / 100  ada\n"));
    CHECK(holds(text, "tcp_server/echo 0 -> 3"));
    CHECK(holds(text, "40 / 90 ->    40 / 100  grace\n"));
    CHECK(holds(text, "the course counts them in another way"));
    CHECK(holds(render::moves(end, speaker(language::es, true)), "60,5 / 100"));
}

TEST_CASE("a shard says what comes next, and a merge how many it brought") {
    grading::ending end;
    end.shard = {3, 64};
    end.all = {someone("ada", 90, "")};
    const auto text = render::ending(end, speaker(language::en, true));
    CHECK(holds(text, "Shard 3/64 is complete"));
    CHECK_FALSE(holds(text, "grades.csv"));
    grading::ending merged;
    merged.merged = 12;
    merged.grades_csv = "results/grades.csv";
    CHECK(holds(render::ending(merged, speaker(language::en, true)), "Merged: 12 submissions"));
}

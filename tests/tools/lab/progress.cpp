#include "lab/workspace/progress.hpp"

#include "course/guide.hpp"
#include "lab/commands/junit.hpp"
#include "lab/workspace/files.hpp"
#include "sock_catch.hpp"
#include "support/files.hpp"

namespace {

using lab::exercise_state;
using lab::todo_state;
using wire::verdict;

course::exercise exercise() {
    course::exercise result;
    result.folder = "01_x";
    result.program = "x";
    result.points = 6;
    for (int n = 1; n <= 2; ++n)
        result.todos.push_back({n, std::to_string(n), {"a", "a"}, "", ""});
    for (const auto& [id, todo] : {std::pair{"x/a", 1}, {"x/b", 1}, {"x/c", 2}}) {
        course::check check;
        check.id = id;
        check.points = 2;
        check.todo = todo;
        result.checks.push_back(check);
    }
    return result;
}

lab::remembered checked(const std::string& source, verdict a, verdict b, verdict c) {
    lab::remembered result;
    result.source = support::fingerprint(source);
    result.program.name = "x";
    result.program.status = wire::program_status::built;
    for (const auto& [id, verdict] : {std::pair{"x/a", a}, {"x/b", b}, {"x/c", c}}) {
        wire::check check;
        check.id = id;
        check.verdict = verdict;
        check.max_points = 2;
        check.points = check.good() ? 2 : 0;
        result.program.checks.push_back(check);
    }
    return result;
}

lab::exercise_progress stand(const std::optional<std::string>& source,
                             const lab::remembered* last) {
    static const auto it = exercise();
    return lab::progress_of(it, source, {"stub"}, last);
}

}  // namespace

TEST_CASE("an untouched stub is not started, even if it was checked") {
    const auto last = checked("stub", verdict::failed, verdict::skipped, verdict::skipped);
    CHECK(stand("stub", nullptr).state == exercise_state::not_started);
    CHECK(stand("stub", &last).state == exercise_state::not_started);
    CHECK(stand("stub", &last).todos[0] == todo_state::open);
}

TEST_CASE("a TODO is done when all its checks are good, failing when one failed") {
    const auto last = checked("mine", verdict::passed, verdict::failed, verdict::unstable);
    const auto now = stand("mine", &last);
    CHECK(now.state == exercise_state::checked);
    CHECK(now.todos == std::vector{todo_state::failing, todo_state::done});
    CHECK(now.passed == 2);
    CHECK(now.total == 3);
    CHECK_FALSE(now.complete());
}

TEST_CASE("a check that was skipped or not judged leaves its TODO open") {
    const auto last = checked("mine", verdict::passed, verdict::skipped, verdict::internal_error);
    CHECK(stand("mine", &last).todos == std::vector{todo_state::open, todo_state::open});
}

TEST_CASE("an edit after the check is detected") {
    const auto last = checked("before", verdict::passed, verdict::passed, verdict::passed);
    const auto now = stand("after", &last);
    CHECK(now.state == exercise_state::changed);
    CHECK_FALSE(now.complete());
    CHECK(now.passed == 3);
}

TEST_CASE("a missing source and an unchecked one have their own states") {
    CHECK(stand(std::nullopt, nullptr).state == exercise_state::missing);
    CHECK(stand("mine", nullptr).state == exercise_state::not_checked);
    auto last = checked("mine", verdict::not_run, verdict::not_run, verdict::not_run);
    last.program.status = wire::program_status::build_failed;
    CHECK(stand("mine", &last).state == exercise_state::does_not_build);
}

TEST_CASE("the next step is the first failing TODO of the first exercise that is not complete") {
    const auto good = checked("m", verdict::passed, verdict::passed, verdict::passed);
    const auto open = checked("m", verdict::skipped, verdict::skipped, verdict::failed);
    const auto step = lab::next({stand("m", &good), stand("m", &open)});
    REQUIRE(step.has_value());
    CHECK(step->todo == 2);
    CHECK(lab::next({stand("stub", nullptr)})->todo == 1);
    CHECK(lab::next({stand(std::nullopt, nullptr)})->todo == 0);
    CHECK_FALSE(lab::next({stand("m", &good)}).has_value());
}

TEST_CASE("stored results can be read again, and an invalid file is ignored") {
    const lab::scratch_folder scratch;
    lab::workspace where;
    where.home = scratch.path();
    CHECK(lab::recall(where).empty());
    lab::remember(where, {{"x", checked("m", verdict::passed, verdict::failed, verdict::skipped)}});
    const auto back = lab::recall(where);
    REQUIRE(back.count("x") == 1);
    CHECK(back.at("x").source == support::fingerprint("m"));
    CHECK(back.at("x").program.checks.at(1).verdict == verdict::failed);
    for (const char* text : {"", "{", "[]", "{\"schema\":\"other\"}",
                             "{\"schema\":\"sock-lab/progress/1\",\"programs\":{\"x\":3}}"}) {
        lab::write_file(where.memory() / "progress.json", text);
        CHECK(lab::recall(where).empty());
    }
}

TEST_CASE("a path is shown as it would be typed") {
    lab::workspace where;
    where.home = "/course";
    where.here = "/course/exercises/01_x";
    CHECK(where.shown("/course/exercises/01_x/x.cpp") == "x.cpp");
    CHECK(where.shown("/course/docs/g.md") == "../../docs/g.md");
    where.here = "/elsewhere";
    CHECK(where.shown("/course/docs/g.md") == "/course/docs/g.md");
    CHECK(where.shown("out.zip") == "out.zip");
    where.here = "/";
    CHECK(where.shown("/course/docs/g.md") == "/course/docs/g.md");
    where.here = "/course2";
    CHECK(where.shown("/course/docs/g.md") == "/course/docs/g.md");
}

TEST_CASE("the guide's sections hold those below them, its parts do not") {
    const char* guide = "# Guide\n"
                        "<a id=\"server\"></a>\n## TCP: the server\nA part.\n"
                        "<a id=\"zero\"></a>\n\n### Zero means goodbye\nRecv.\n"
                        "```\n# no heading\n```\n"
                        "<a id=\"todo-1\"></a>\n#### TODO 1\nBind.\n"
                        "<a id=\"close\"></a>\n### Close\nLast.\n";
    CHECK(course::heading(guide, "zero") == "Zero means goodbye");
    CHECK(course::heading(guide, "nowhere").empty());
    const auto all = course::sections(guide);
    REQUIRE(all.size() == 4);
    CHECK(all[0].text == "A part.\n\n");
    CHECK(all[1].text == "Recv.\n```\n# no heading\n```\n#### TODO 1\nBind.\n");
    CHECK(all[2].title == "TODO 1");
    CHECK(all[2].text == "Bind.\n");
    CHECK(all[3].text == "Last.\n");
}

TEST_CASE("ctest's report is counted test by test") {
    const auto result = lab::read_junit(
        "<testsuite tests=\"9\">"
        "<testcase name=\"a\" status=\"run\"><system-out></system-out></testcase>"
        "<testcase name=\"b\" status=\"fail\"><system-out>status=\"run\"</system-out></testcase>"
        "<testcase name=\"c\" status=\"notrun\"><skipped message=\"SKIP_RETURN_CODE=4\"/>"
        "</testcase>"
        "<testcase name=\"d\" status=\"notrun\"><skipped message=\"Unable to find executable\"/>"
        "</testcase>"
        "<testcase name=\"e\" status=\"disabled\"></testcase></testsuite>");
    CHECK(result.passed == 1);
    CHECK(result.failed == 2);
    CHECK(result.skipped == 2);
    CHECK(result.failures == std::vector<std::string>{"b", "d"});
    CHECK(lab::read_junit("").failed == 0);
}

// The readers of a course's files and of a report get any bytes. They read them, or refuse the file
// by its name.
#include "course/course.hpp"
#include "course/marks.hpp"
#include "course/more_hints.hpp"
#include "course/report_template.hpp"
#include "tools/mutations.hpp"
#include "tools/scratch.hpp"

namespace {

using fuzz::texts;

const std::string small_course = R"toml(# A course.
languages = ["en", "es"]
title = { en = "A", es = "B" }
time_zone = "-05:00"
hidden_failures = "cause"
solution_after_passing = true
[late]
grace_minutes = 15
percent_per_day = 20
most_days = 3
[[assignment]]
name = "echo"
title.en = "Echo"
title.es = "Eco"
exercises = ["01_one", "02_two"]
report_points = 10
report = "REPORTE.md"
due = 2026-12-04T18:00:00-05:00
section_words = 20
evidence = ["a", "b"]
weights = { 01_one = 60 }
[[assignment.rubric]]
id = "reasons"
points = 6
title = { en = "Reasons", es = "Razones" }
[[assignment.rubric]]
id = "figures"
points = 4
title = { en = "Figures", es = "Cifras" }
)toml";

const std::string small_exercise = R"toml(program = "one"
points = 6
title = { en = "One", es = "Uno" }
files = ["events.hpp"]
many_clients = true
[[todo]]
name = "listen"
man = "listen(2)"
code = ""
text = { en = "Listen.", es = "Escucha." }
[todo.hint]
question = { en = "Q?", es = "¿Q?" }
idea = { en = "I.", es = "I." }
guide = "bytes"
nearly = "____"
[[check]]
id = "listens"
points = 2
todo = "listen"
title = { en = "Listens", es = "Escucha" }
does = { en = "Looked.", es = "Miramos." }
[[check]]
id = "echo"
points = 4
after = ["listens"]
hidden = true
sanitized = true
title = { en = "Echoes", es = "Devuelve" }
does = { en = "Sent.", es = "Enviamos." }
[other_terminal]
port_argument = 1
default_port = "5000"
commands = ["{lab} run {port}"]
)toml";

const std::string two_program_exercise = R"toml(programs = ["two", "three"]
points = 3
title = { en = "Two", es = "Dos" }
[[check]]
program = "two"
id = "a"
points = 1
title = { en = "A", es = "A" }
does = { en = "A", es = "A" }
[[check]]
program = "three"
id = "a"
points = 2
title = { en = "A", es = "A" }
does = { en = "A", es = "A" }
[[other_terminal]]
program = "two"
port_argument = 2
default_port = ""
commands = []
)toml";

const texts toml_words = {"[[check]]\n",
                          "[[assignment]]\n",
                          "[late]\n",
                          "points = ",
                          "2147483647",
                          "-2147483648",
                          "01_one",
                          "02_two",
                          "01_renamed",
                          "listen",
                          "listens",
                          "'''",
                          "\"\"\"",
                          "\\U0010FFFF",
                          "{ en = \"x\" }",
                          "2026-12-04",
                          "2026-12-04T18:00:00Z",
                          "18:00:00",
                          "1_000",
                          "0b1",
                          "+1",
                          "1e3",
                          "[\"en\"]",
                          "[1]",
                          "\n[weights]\n",
                          "program = ",
                          "after = [\"echo\"]\n",
                          "title.en = 1\n",
                          "\"REPORTE/x\"",
                          "REPORTE"};

/// Loads the course in `place`, and asks it what grading asks.
void use_course(const scratch& place) {
    const auto it = course::load(place.path());
    static_cast<void>(it.automatic_points());
    for (const auto& exercise : it.exercises) {
        static_cast<void>(it.folder_points(exercise.folder));
        static_cast<void>(exercise.is_source(exercise.source()));
    }
    for (const auto& assignment : it.assignments) {
        static_cast<void>(assignment.report_template(course::language::es));
        const auto alone = course::only(it, assignment);
        REQUIRE(alone.assignments.size() == 1);
        for (const auto& exercise : alone.exercises)
            static_cast<void>(assignment.weight_of(exercise));
    }
}

void put_course(const scratch& place) {
    place.put("course.toml", small_course);
    place.put("01_one/exercise.toml", small_exercise);
    place.put("02_two/exercise.toml", two_program_exercise);
}

// Points of more than 15 digits are rounded, once.
void same_again(const course::mark& it) {
    const auto text = course::to_toml(it, it.where);
    const auto again = course::read_marks(text, "again.toml");
    REQUIRE(again.reports.size() == 1);
    const auto& read = again.reports[0];
    REQUIRE(read.points.has_value() == it.points.has_value());
    REQUIRE(read.submission == it.submission);
    REQUIRE(read.report == it.report);
    REQUIRE(read.comment == it.comment);
    REQUIRE(read.author == it.author);
    REQUIRE(read.date == it.date);
    REQUIRE(course::to_toml(read, it.where) == text);
}

}  // namespace

TEST_CASE("any course.toml is read or refused", "[fuzz]") {
    const scratch place;
    put_course(place);
    const auto real = support::read_file(SOCK_TREE "/exercises/course.toml");
    fuzz::try_inputs({small_course, real}, toml_words, place.path().string(),
                     [&](const std::string& text, fuzz::mutator&) {
                         place.put("course.toml", text);
                         use_course(place);
                     });
}

TEST_CASE("any exercise.toml is read or refused", "[fuzz]") {
    const scratch place;
    put_course(place);
    // Two folders with the same program are named, and no file.
    fuzz::try_inputs({small_exercise, two_program_exercise}, toml_words, "",
                     [&](const std::string& text, fuzz::mutator&) {
                         place.put("01_one/exercise.toml", text);
                         use_course(place);
                     });
}

TEST_CASE("any hints.toml is read or refused", "[fuzz]") {
    const scratch place;
    const auto real = support::read_file(SOCK_TREE "/exercises/hints.toml");
    fuzz::try_inputs({real.substr(0, 6000)}, toml_words, place.path().string(),
                     [&](const std::string& text, fuzz::mutator&) {
                         const auto hints = course::read_hints(place.put("hints.toml", text));
                         for (const auto& it : hints.of_checks)
                             static_cast<void>(it.is_about("tcp_server/echo"));
                     });
}

TEST_CASE("any marks.toml is read or refused, and a mark that is written is read again", "[fuzz]") {
    const std::string sample =
        "author = \"Grace\"\n[[mark]]\nsubmission = \"ada\"\n"
        "report = \"3f2a9c1b77aa\"\npoints = \"8,5\"  # of 10\n"
        "comment = 'Clear.'\ndate = 2026-12-04\n"
        "[[override]]\nsubmission = \"ada\"\ncheck = \"tcp_server/echo\"\n"
        "points = 2\ndate = \"today\"\n"
        "[[extension]]\nsubmission = \"7\"\nuntil = 2026-12-09T10:00:00+01:00\n";
    const texts words = {"[[mark]]\n",
                         "[[override]]\n",
                         "[[extension]]\n",
                         "points = 7.25\n",
                         "points = inf\n",
                         "points = 1234567.5\n",
                         "points = \"\"\n",
                         "\"0.1\"",
                         "comment = \"\\u007F\"\n",
                         "comment = \"\\u0001\\uFFFF\"\n",
                         "author = \"ñ\"\n"};
    fuzz::try_inputs({sample}, words, "marks.toml", [](const std::string& text, fuzz::mutator&) {
        for (const auto& it : course::read_marks(text, "marks.toml").reports)
            same_again(it);
    });
}

TEST_CASE("any text is a moment or none", "[fuzz]") {
    const texts samples = {"2026-12-04", "2026-12-04T18:00:00", "2026-12-04 18:00:00.5-05:00", "Z",
                           "+01:00"};
    const texts words = {"-23:59",   "T", "9999", "0000", "0001", "02-29",
                         "23:59:60", "Z", "z",    "#",    "= 1"};
    fuzz::try_inputs(samples, words, "", [](const std::string& text, fuzz::mutator&) {
        static_cast<void>(course::parse_offset(text));
        static_cast<void>(course::read_points(text));
        const auto it = course::parse_moment(text);
        if (!it) return;
        const auto again = course::parse_moment(it->text);
        REQUIRE(again);
        REQUIRE(again->utc({}) == it->utc({}));
    });
}

TEST_CASE("no report makes the places for evidence throw or lose what they hold", "[fuzz]") {
    const auto real = support::read_file(SOCK_TREE "/exercises/REPORTE.md");
    const auto filled = course::put_evidence(real, "a", "$ ./tcp_client\nhola\n", "A").report;
    const texts words = {"<!-- lab experiment ",
                         "<!-- lab experiment a: -->\n",
                         " -->",
                         "<!-- ",
                         "<!-- end of lab experiment a -->\n",
                         "<!-- end of lab experiment  -->",
                         "(commands and output)",
                         "(",
                         ")",
                         "## ",
                         "a",
                         "0123456789abcdef"};
    fuzz::try_inputs({real, filled}, words, "", [](const std::string& text, fuzz::mutator& more) {
        static_cast<void>(course::without_evidence(text));
        static_cast<void>(course::evidence_in(text, "b"));
        static_cast<void>(course::put_answer(text, "a", "Because."));
        const std::string evidence = more.once_in(2) ? "$ nc\n" : "one\r\ntwo\n";
        // Marks that a person has broken are whole again after the second time.
        const auto once = course::put_evidence(text, "a", evidence, "A").report;
        const auto twice = course::put_evidence(once, "a", evidence, "A").report;
        REQUIRE(course::evidence_in(twice, "a") == course::evidence_state::attached);
        REQUIRE(course::put_evidence(twice, "a", evidence, "A").report == twice);
    });
}

#include "course/course.hpp"

#include "course/more_hints.hpp"
#include "support/lines.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>

#include <sock_catch.hpp>

namespace {

namespace fs = std::filesystem;

/// A course of one exercise, in a folder that is removed with this object.
class small_course {
  public:
    explicit small_course(const std::string& exercise) {
        fs::create_directories(folder_ / "01_one");
        add_to_course("");
        std::ofstream(folder_ / "01_one" / "exercise.toml") << exercise;
    }
    /// Writes course.toml, with `top` at its beginning and `more` at its end.
    void add_to_course(const std::string& more, const std::string& top = "") const {
        std::ofstream(folder_ / "course.toml")
            << top
            << "title.en = 'A'\ntitle.es = 'B'\n[[assignment]]\nname = 'all'\ntitle.en = 'A'\n"
               "title.es = 'B'\nexercises = ['01_one']\nreport_points = 10\n"
            << more;
    }
    ~small_course() { fs::remove_all(folder_); }
    small_course(const small_course&) = delete;
    small_course& operator=(const small_course&) = delete;

    [[nodiscard]] course::course load() const { return course::load(folder_); }
    void copy_exercise(const std::string& to) const { fs::copy(folder_ / "01_one", folder_ / to); }
    [[nodiscard]] std::string complaint() const {
        try {
            static_cast<void>(load());
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return {};
    }

  private:
    std::string template_ = (fs::temp_directory_path() / "course-XXXXXX").string();
    fs::path folder_ = ::mkdtemp(template_.data());
};

std::string exercise(const std::string& points, const std::string& more = "") {
    return "program = 'one'\npoints = " + points +
           "\ntitle.en = 'One'\ntitle.es = 'Uno'\n"
           "[[todo]]\nname = 'do'\ntext.en = 'Do'\ntext.es = 'Haz'\n"
           "[[check]]\nid = 'a'\npoints = 2\ntodo = 'do'\ntitle.en = 'A'\ntitle.es = 'A'\ndoes.en "
           "= "
           "'A'\ndoes.es = 'A'\n" +
           more;
}

}  // namespace

TEST_CASE("an exercise is read as it is written") {
    const small_course files(exercise("2"));
    const auto read = files.load();
    REQUIRE(read.exercises.size() == 1);
    const auto& one = read.exercises[0];
    CHECK(one.folder == "01_one");
    CHECK(one.source() == "one.cpp");
    CHECK(one.todos.at(0).text.es == "Haz");
    CHECK(one.checks.at(0).id == "one/a");
    CHECK(read.assignments.at(0).report_points == 10);
    CHECK(read.automatic_points() == 2);
    CHECK(read.find("one") == &one);
    CHECK(read.find("two") == nullptr);
}

TEST_CASE("an inconsistent exercise is refused, with the file and the line") {
    CHECK(small_course(exercise("3")).complaint().find("worth 2 points, not 3") !=
          std::string::npos);
    CHECK(small_course(exercise("2", "after = ['b']\n")).complaint().find("one/b") !=
          std::string::npos);
    CHECK(small_course("program = 'one'\npoints =\n").complaint().find("exercise.toml:2") !=
          std::string::npos);
    CHECK(small_course("points = 1\n").complaint().find("`program` is missing") !=
          std::string::npos);
}

namespace {

std::string named_todo(const std::string& name) {
    return "[[todo]]\nname = '" + name + "'\ntext.en = 'Do'\ntext.es = 'Haz'\n";
}

}  // namespace

TEST_CASE("points whose sum would overflow are refused, with the line") {
    const std::string check = "[[check]]\nid = 'b'\npoints = 2147483647\n";
    CHECK(small_course(exercise("2", check))
              .complaint()
              .find("exercise.toml:19: [[check]]: `points` is not from 0 to 10000") !=
          std::string::npos);
    CHECK(small_course(exercise("-2")).complaint().find("`points` is not from 0 to 10000") !=
          std::string::npos);
}

TEST_CASE("a check names its TODO, at any place in the file") {
    const auto first = small_course(exercise("2") + named_todo("other")).load();
    CHECK(first.exercises[0].checks.at(0).todo == 1);
    CHECK(first.exercises[0].todo_number("other") == 2);
    const auto whole = exercise("2");
    const auto at = whole.find("[[todo]]");
    const auto second =
        small_course(whole.substr(0, at) + named_todo("other") + whole.substr(at)).load();
    CHECK(second.exercises[0].checks.at(0).todo == 2);
    CHECK(second.exercises[0].todo_number("other") == 1);
    CHECK(second.exercises[0].todo_number("nothing") == 0);
}

TEST_CASE("a TODO that no [[todo]] has, or two have, is refused") {
    const std::string lost = "[[check]]\nid = 'b'\npoints = 0\ntodo = 'lost'\n";
    CHECK(small_course(exercise("2", lost)).complaint().find("has the name `lost`") !=
          std::string::npos);
    CHECK(small_course(exercise("2", named_todo("do"))).complaint().find("another [[todo]]") !=
          std::string::npos);
    CHECK(small_course(exercise("2", "[[todo]]\ntext.en = 'Do'\ntext.es = 'Haz'\n"))
              .complaint()
              .find("`name` is missing") != std::string::npos);
}

TEST_CASE("a public check does not depend on a hidden one") {
    const std::string two = "hidden = true\n[[check]]\nid = 'b'\npoints = 1\ntodo = 'do'\n"
                            "title.en = 'B'\ntitle.es = 'B'\ndoes.en = 'B'\ndoes.es = 'B'\n"
                            "after = ['a']\n";
    CHECK(small_course(exercise("3", two)).complaint().find("which is hidden") !=
          std::string::npos);
    CHECK(small_course(exercise("3", two + "hidden = true\n")).complaint().empty());
}

TEST_CASE("the course of this tree is valid") {
    const auto read = course::load(SOCK_TREE "/exercises");
    REQUIRE_FALSE(read.exercises.empty());
    CHECK(read.find_assignment("echo") != nullptr);
    for (const auto& exercise : read.exercises) {
        CHECK(exercise.points > 0);
        for (const auto& todo : exercise.todos) {
            CAPTURE(exercise.program, todo.number);
            REQUIRE(todo.hint.has_value());
            CHECK_FALSE(todo.hint->question.es.empty());
            CHECK_FALSE(todo.hint->idea.en.empty());
            CHECK(todo.hint->nearly.find("____") != std::string::npos);
            CHECK_FALSE(todo.hint->guide.empty());
        }
    }
}

TEST_CASE("a copy of an exercise beside it is reported, not judged") {
    const small_course files(exercise("2"));
    files.copy_exercise("01_one copy");
    CHECK(files.complaint().find("are both the exercise one") != std::string::npos);
}

TEST_CASE("hints and the commands for the other terminal are read as they are written") {
    const small_course files("program = 'one'\npoints = 0\ntitle.en = 'One'\ntitle.es = 'Uno'\n"
                             "[other_terminal]\nport_argument = 2\ndefault_port = '5000'\n"
                             "commands = ['{lab} run two {port}']\n"
                             "[[todo]]\nname = 'do'\ntext.en = 'Do'\ntext.es = 'Haz'\n"
                             "[todo.hint]\nguide = 'zero'\nquestion.en = 'Q'\nquestion.es = 'P'\n"
                             "idea.en = 'I'\nidea.es = 'J'\nnearly = 'f(____);'\n");
    const auto read = files.load();
    const auto& one = read.exercises.at(0);
    CHECK(one.other_terminal.port_argument == 2);
    CHECK(one.other_terminal.commands == std::vector<std::string>{"{lab} run two {port}"});
    REQUIRE(one.todos.at(0).hint.has_value());
    CHECK(one.todos[0].hint->question.es == "P");
    CHECK(one.todos[0].hint->nearly == "f(____);");
}

TEST_CASE("each further hint is about a check or a TODO that the course has") {
    const fs::path exercises = SOCK_TREE "/exercises";
    const auto course = course::load(exercises);
    const auto hints = course::read_hints(exercises / "hints.toml");
    std::set<std::string> checks;
    std::set<std::string> todos;
    for (const auto& exercise : course.exercises) {
        for (const auto& it : exercise.checks)
            checks.insert({it.id, it.id.substr(it.id.find('/') + 1)});
        for (const auto& it : exercise.todos)
            if (it.hint) todos.insert(exercise.program + " " + it.name);
    }
    REQUIRE_FALSE(hints.of_checks.empty());
    for (const auto& hint : hints.of_checks) {
        for (const auto& it : hint.checks) {
            INFO(it);
            CHECK(checks.contains(it));
        }
    }
    for (const auto& it : hints.of_todos) {
        INFO(it.program << " " << it.todo);
        CHECK(todos.erase(it.program + " " + it.todo) == 1);
        CHECK(it.nearly.find("sock::") == std::string::npos);
        for (const auto line : support::lines(it.nearly))
            CHECK(line.size() <= 76);  // 80 columns, with the margin of a hint
    }
    for (const auto& it : todos)
        FAIL_CHECK(it << " has no hint with the system's calls");
    CHECK(hints.of_checks.front().is_about("tcp_server/restart"));
    CHECK_FALSE(hints.of_checks.front().is_about("tcp_server/echo"));
    CHECK(course::read_hints(exercises / "absent.toml").of_checks.empty());
}

TEST_CASE("an unknown key is an error, with its line and the nearest known key") {
    const auto check = small_course(exercise("2", "titel.en = 'A'\n")).complaint();
    CHECK(check.find("exercise.toml:17") != std::string::npos);
    CHECK(check.find("unknown key `titel`; did you mean `title`?") != std::string::npos);
    const auto whole = small_course("programm = 'one'\n" + exercise("2")).complaint();
    CHECK(whole.find("exercise.toml:1") != std::string::npos);
    CHECK(whole.find("did you mean `program`?") != std::string::npos);
    CHECK(small_course(exercise("2", "hidden = 'yes'\n")).complaint().find("`hidden` is neither") !=
          std::string::npos);
}

TEST_CASE("a check may speak of no TODO") {
    auto text = exercise("2");
    text.replace(text.find("todo = 'do'\n"), 12, "");
    CHECK(small_course(text).load().exercises.at(0).checks.at(0).todo == 0);
}

namespace {

std::string two_programs(const std::string& of_check = "two") {
    const std::string both = "title.en = 'A'\ntitle.es = 'B'\ndoes.en = 'A'\ndoes.es = 'B'\n";
    return "programs = ['one', 'two']\npoints = 5\ntitle.en = 'A'\ntitle.es = 'B'\n"
           "files = ['given.hpp']\n"
           "[[todo]]\nprogram = 'one'\nname = 'do'\ntext.en = 'Do'\ntext.es = 'Haz'\n"
           "[[todo]]\nprogram = 'two'\nname = 'do'\ntext.en = 'Do'\ntext.es = 'Haz'\n"
           "[[check]]\nprogram = 'one'\nid = 'a'\npoints = 2\ntodo = 'do'\n" +
           both + "[[check]]\nprogram = '" + of_check + "'\nid = 'a'\npoints = 3\n" + both +
           "[[other_terminal]]\nprogram = 'two'\nport_argument = 1\ndefault_port = '5003'\n"
           "commands = ['nc 127.0.0.1 {port}']\n";
}

}  // namespace

TEST_CASE("an exercise may have several programs, each with TODOs and checks of its own") {
    const auto read = small_course(two_programs()).load();
    REQUIRE(read.exercises.size() == 2);
    CHECK(read.in_folder("01_one").size() == 2);
    const auto* two = read.find("two");
    REQUIRE(two != nullptr);
    CHECK(two->folder == "01_one");
    CHECK(two->points == 3);
    CHECK(two->todos.at(0).number == 1);
    CHECK(two->checks.at(0).id == "two/a");
    CHECK(two->files == std::vector<std::string>{"given.hpp"});
    CHECK(two->other_terminal.default_port == "5003");
    CHECK(read.find("one")->other_terminal.port_argument == 0);
    CHECK(read.assignments.at(0).holds(*two));
    CHECK(small_course(two_programs("three")).complaint().find("has the name `three`") !=
          std::string::npos);
}

TEST_CASE("an assignment names exercises that are there, each of them once") {
    const small_course files(exercise("2"));
    const auto with = [&](const std::string& more) {
        files.add_to_course(more);
        return files.complaint();
    };
    const std::string next = "[[assignment]]\nname = 'next'\ntitle.en = 'N'\ntitle.es = 'N'\n"
                             "report_points = 5\n";
    CHECK(with(next + "exercises = ['11_one']\n").find("did you mean `01_one`?") !=
          std::string::npos);
    CHECK(with(next + "exercises = ['01_one']\n").find("in the assignment all, too") !=
          std::string::npos);
    CHECK(with(next + "exercises = ['01_renamed']\n").find("`01_one` is in the assignment all") !=
          std::string::npos);
    CHECK(with(next + "exercises = []\ndue = 'soon'\n").find("`due` is not a date") !=
          std::string::npos);
    CHECK(with(next + "exercises = []\ndue = 2026-12-04\n").empty());
    const auto read = files.load();
    CHECK(read.find_assignment("next")->due->text == "2026-12-04");
    CHECK(course::only(read, *read.find_assignment("next")).exercises.empty());
    CHECK(course::only(read, *read.find_assignment("all")).exercises.size() == 1);
}

namespace {

// course.toml of `small_course` with `top` at its beginning and `more` at its end.
std::string complaint_about(const std::string& top, const std::string& more = "") {
    const small_course it(exercise("2"));
    it.add_to_course(more, top);
    return it.complaint();
}

bool starts_at(const std::string& complaint, const std::string& line, const std::string& what) {
    return complaint.find("course.toml:" + line + ": ") != std::string::npos &&
           complaint.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("the rules of a course are read from course.toml") {
    const small_course files(exercise("2"));
    files.add_to_course("due = 2026-12-04T18:00:00\nsection_words = 12\nevidence = ['a']\n"
                        "weights = { '01_one' = 15 }\n"
                        "[late]\ngrace_minutes = 10\npercent_per_day = 20\nmost_days = 3\n",
                        "time_zone = '-05:00'\nhidden_failures = 'cause'\nlanguages = ['es']\n");
    const auto read = files.load();
    const auto& it = read.assignments.at(0);
    CHECK(read.time_zone == std::chrono::minutes(-300));
    CHECK(read.only == course::language::es);
    CHECK(read.hidden_failures == course::hidden_failure::cause);
    CHECK(read.late.percent_per_day == 20);
    CHECK(read.late.most_days == 3);
    CHECK(it.weight_of(read.exercises[0])->points == 15);
    CHECK(it.section_words == 12);
    CHECK(it.evidence == std::vector<std::string>{"a"});
    CHECK(it.due->utc(read.time_zone) ==
          course::parse_moment("2026-12-04T23:00:00Z")->utc(std::chrono::minutes(0)));
    CHECK(read.assignment_of("one") == &it);
    CHECK(read.assignment_of("two") == nullptr);
}

TEST_CASE("a mistake in the rules is refused, with its line") {
    CHECK(starts_at(complaint_about("time_zone = 'Bogota'\n"), "1", "an offset from UTC"));
    CHECK(starts_at(complaint_about("hidden_failures = 'some'\n"), "1", "nothing, cause, full"));
    CHECK(starts_at(complaint_about("languages = ['es', 'fr']\n"), "1", "`fr` is neither"));
    CHECK(
        starts_at(complaint_about("", "[late]\n\npercent_per_day = 120\n"), "11", "from 0 to 100"));
    CHECK(starts_at(complaint_about("", "[late]\npercent_a_day = 1\n"), "10",
                    "did you mean `percent_per_day`?"));
    CHECK(starts_at(complaint_about("", "section_words = -1\n"), "9", "from 0 to"));
    CHECK(starts_at(complaint_about("", "weights = { '02_two' = 5 }\n"), "3",
                    "`02_two`, which is not in `exercises`"));
    CHECK(starts_at(complaint_about("", "weights = { '01_one' = 0 }\n"), "9", "from 1 to"));
}

TEST_CASE("a course of one language needs no text in the other") {
    const small_course files(
        "program = 'one'\npoints = 1\ntitle.es = 'Uno'\n[[todo]]\nname = 'do'\ntext.es = 'Haz'\n"
        "[[check]]\nid = 'a'\npoints = 1\ntitle.es = 'A'\ndoes.es = 'B'\n");
    CHECK(files.complaint().find("`en` is missing") != std::string::npos);
    files.add_to_course("", "languages = ['es']\n");
    const auto read = files.load();
    CHECK(read.exercises[0].checks[0].does.in(course::language::en) == "B");
    files.add_to_course("", "languages = ['en']\n");
    CHECK(files.complaint().find("`en` is missing") != std::string::npos);
}

TEST_CASE("a date without a time lasts to the end of its day") {
    const auto utc = [](const char* text, int zone) {
        return course::parse_moment(text)->utc(std::chrono::minutes(zone));
    };
    CHECK(utc("2026-12-04", 0) == utc("2026-12-04T23:59:59Z", 0));
    CHECK(utc("2026-12-04T18:00:00", -300) == utc("2026-12-05T00:00:00+01:00", -300));
    for (const char* text : {"", "soon", "2026-13-01", "12:00:00", "1\nx = 2", "2026-12-04 # x"})
        CHECK_FALSE(course::parse_moment(text));
}

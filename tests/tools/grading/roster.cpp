#include "grading/roster.hpp"

#include "grading/csv.hpp"
#include "grading/rules.hpp"
#include "sock_catch.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/wire/sample.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>

using grading::read_csv;
using grading::roster;

namespace {

constexpr const char* class_of_three = "id,name,email,group,moodle,canvas\n"
                                       "2025-01,Ada Lovelace,ada@example.edu,A,4711,77\n"
                                       "2025-02,José Pérez,jose@example.edu,B,,\n"
                                       "2025-03,Grace Hopper,grace@example.edu,B,,\n";

roster read(const std::string& text) {
    return roster::read(text, "roster.csv", sample::one_exercise());
}

std::string roster_complaint(const std::string& text) {
    return complaint_of([&] { return read(text); });
}

std::string owner_of(const roster& students, const std::string& file) {
    const auto* found = students.owner({"x", file, ""}, "echo");
    return found == nullptr ? "" : found->id;
}

}  // namespace

TEST_CASE("a table is read as spreadsheets write it", "[csv]") {
    const auto table = read_csv("\xEF\xBB\xBF"
                                "a;b\r\n\"x;\"\"y\"\"\";2\r\n;\r\n\"two\nlines\";3\r\n4;5",
                                "t.csv");
    CHECK(table.separator == ';');
    CHECK(table.header == std::vector<std::string>{"a", "b"});
    REQUIRE(table.rows.size() == 3);
    CHECK(table.rows[0].fields[0] == "x;\"y\"");
    CHECK(table.rows[1].line == 4);
    CHECK(table.rows[2].line == 6);
    CHECK(table.column("b") == 1);
    CHECK(table.column("c") == 2);
}

TEST_CASE("a broken table is refused, with its line", "[csv]") {
    const auto why = [](const char* text) -> std::string {
        try {
            static_cast<void>(read_csv(text, "t.csv"));
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return {};
    };
    CHECK(why("") == "t.csv:1: the table is empty");
    CHECK(why("a,b\n1\n") == "t.csv:2: has 1 fields, and the header has 2");
    CHECK(why("a,b\n1,\"2\n3\n") == "t.csv:2: a quote is not closed");
    CHECK(why("a,b\n\"1\"x,2\n") == "t.csv:2: text follows a closing quote");
    const std::string encoding = "is not UTF-8: in the spreadsheet, save it as \"CSV UTF-8\"";
    CHECK(why("a,b\nPe\xf1"
              "a,2\n") == "t.csv:2: " + encoding);
    CHECK(why("\xFF\xFE"
              "a") == "t.csv:1: " + encoding);
}

TEST_CASE("a title in quotes may hold the other separators", "[csv]") {
    const auto table = read_csv("a,\"b; c; \"\"d\"\";\n;;\",12\" x\n1,2,3\n", "t.csv");
    CHECK(table.separator == ',');
    CHECK(table.header == std::vector<std::string>{"a", "b; c; \"d\";\n;;", "12\" x"});
}

TEST_CASE("a submission is matched with its student", "[roster]") {
    const auto students = read(class_of_three);
    CHECK(owner_of(students, "Somebody_4711_assignsubmission_file_") == "2025-01");
    CHECK(owner_of(students, "lovelaceada_77_9000_Practica.zip") == "2025-01");
    CHECK(owner_of(students, "nobody_LATE_1_2_x.zip").empty());
    CHECK(owner_of(students, "hoppergrace_1_2_x.zip") == "2025-03");
    CHECK(owner_of(students, "PracticaSockets_2025-02.zip") == "2025-02");
    CHECK(owner_of(students, "practica jose@example.edu.zip") == "2025-02");
    CHECK(owner_of(students, "PracticaSockets_P\xC3\xA9rez_Jos\xC3\xA9.zip") == "2025-02");
    CHECK(owner_of(students, "Jose\xCC\x81 Pe\xCC\x81rez") == "2025-02");  // macOS decomposes
    CHECK(owner_of(students, "grace.zip").empty());
    CHECK(owner_of(students, "x_77_assignsubmission_file_").empty());  // Canvas' number
}

TEST_CASE("a submission that could be two students' is nobody's", "[roster]") {
    const auto students = read("id,name\n1,Ana Ruiz\n2,Ana Ruiz\n");
    CHECK(owner_of(students, "Ana Ruiz.zip").empty());
}

TEST_CASE("a mistyped year gives a result that can be read again", "[roster]") {
    grading::context with;
    with.words = words();
    with.course = sample::one_exercise();
    with.course.assignments[0].due = course::parse_moment("0001-01-01");
    with.roster = read("id,name,handed_in\n2025-01,Ada,9999-12-31\n");
    auto it = sample::result();
    it.submission.file = "2025-01.zip";
    grading::decide(it, "", with);
    REQUIRE(it.late);
    CHECK_NOTHROW(wire::result_from_json(wire::to_json(it)));
}

TEST_CASE("who has handed in nothing is missing", "[roster]") {
    const auto students = read(class_of_three);
    auto it = sample::result();
    it.submission.file = "PracticaSockets_Ada_Lovelace.zip";
    const auto missing = students.missing({it}, sample::one_exercise(), "echo");
    REQUIRE(missing.size() == 2);
    CHECK(missing[0]->name == "José Pérez");
    CHECK(missing[1]->where == "roster.csv:4");
}

TEST_CASE("a mistake in the roster is refused, with its line", "[roster]") {
    CHECK(roster_complaint("id,nme\n1,Ada\n") ==
          "roster.csv:1: unknown column `nme`; did you mean `name`?");
    CHECK(roster_complaint("id\n1\n") == "roster.csv:1: the column `name` is missing");
    CHECK(roster_complaint("id,name,name\n") == "roster.csv:1: two columns are `name`");
    CHECK(roster_complaint("id,name\n1,Ada\n1,Grace\n") ==
          "roster.csv:3: another line has the id `1`");
    CHECK(roster_complaint("id,name\n,Ada\n") == "roster.csv:2: `id` is empty");
    CHECK(roster_complaint("id,name,handed_in\n1,Ada,soon\n")
              .starts_with("roster.csv:2: `handed_in`"));
    CHECK(roster_complaint("id,name,assignment\n1,Ada,ecko\n") ==
          "roster.csv:2: there is no assignment `ecko`");
}

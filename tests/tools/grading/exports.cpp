// The grade book in other programs' forms, by the rules that their parsers have.
#include "grading/exports.hpp"

#include "grading/export.hpp"
#include "grading/names.hpp"
#include "grading/problem.hpp"
#include "grading/told.hpp"
#include "grading/worksheet.hpp"
#include "sock_catch.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/grading/page_samples.hpp"
#include "tools/grading/toy_class.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

using grading::exported;
using nlohmann::json;

namespace {

exported export_of(const std::string& name, const std::vector<wire::result>& all) {
    static const auto course = sample::one_exercise();
    const grading::roster students;
    std::vector<wire::result> told;
    for (const auto& it : all)
        told.push_back(grading::as_told(it, words()));
    return grading::export_as(name, {told, course, words(), students});
}

std::string only_file(const exported& it) {
    REQUIRE(it.files.size() == 1);
    return it.files.front().bytes;
}

wire::result not_judged() {
    auto it = sample::result();
    it.submission.name = "grace";
    it.programs[0].checks[0].verdict = wire::verdict::internal_error;
    return it;
}

std::size_t how_often(const std::string& text, const std::string& part) {
    std::size_t result = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++result;
    return result;
}

const std::set<std::string> gradescope_formats = {"text", "html", "simple_format", "md", "ansi"};

// gradescope/autograder_samples, docs/specs.md
void check_gradescope(const json& it) {
    const std::set<std::string> known = {"score",         "execution_time",     "output",
                                         "output_format", "test_output_format", "test_name_format",
                                         "visibility",    "stdout_visibility",  "extra_data",
                                         "tests",         "leaderboard"};
    for (const auto& [name, value] : it.items())
        CHECK(known.contains(name));
    CHECK(it.at("score").is_number());
    CHECK(gradescope_formats.contains(it.at("output_format")));
    const std::set<std::string> of_test = {
        "score",  "max_score",     "status", "name",       "name_format", "number",
        "output", "output_format", "tags",   "visibility", "extra_data"};
    for (const auto& test : it.at("tests")) {
        for (const auto& [name, value] : test.items())
            CHECK(of_test.contains(name));
        CHECK(test.at("name").is_string());
        CHECK(gradescope_formats.contains(test.at("output_format")));
        if (test.contains("status"))
            CHECK((test.at("status") == "passed" || test.at("status") == "failed"));
        if (test.contains("score")) CHECK(test.at("score") <= test.at("max_score"));
    }
}

}  // namespace

TEST_CASE("Gradescope gets a result for each submission that was judged", "[export]") {
    const auto made = export_of("gradescope", {sample::result(), not_judged()});
    const auto it = json::parse(only_file(made));
    CHECK(made.files[0].path == "gradescope/ada_lovelace.json");
    check_gradescope(it);
    CHECK(it.at("score") == 3);
    const auto& tests = it.at("tests");
    REQUIRE(tests.size() == 4);
    CHECK(tests[1].at("status") == "failed");
    CHECK(holds(tests[1].at("output"), "Stops at NUL."));
    CHECK_FALSE(holds(it.dump(), "secret"));  // the hidden check
    CHECK_FALSE(tests[3].contains("score"));  // the report has no mark
    REQUIRE(made.attention.size() == 1);
    CHECK(holds(made.attention[0].why.text, "grace"));
}

TEST_CASE("Gradescope gets the score after lateness and marks", "[export]") {
    auto late = sample::result();
    late.report.score = 8.5;
    late.late = {"2026-12-05", "2026-12-04", 1, 20};
    const auto it = json::parse(only_file(export_of("gradescope", {late})));
    check_gradescope(it);
    CHECK(it.at("score") == wire::number(late.score()));
    CHECK(it.at("tests")[3].at("score") == 8.5);
    CHECK(it.at("tests")[3].at("max_score") == 10);
}

TEST_CASE("PrairieLearn gets a share of the points in at most a megabyte", "[export]") {
    const auto it = json::parse(only_file(export_of("prairielearn", {sample::result()})));
    CHECK(it.at("gradable") == true);
    CHECK(it.at("score").get<double>() == 3.0 / 16);
    CHECK(it.at("tests")[0].at("max_points") == 3);
    auto large = sample::result();
    large.programs[0].checks[1].evidence.did.assign(1'200'000, 'x');
    const auto text = only_file(export_of("prairielearn", {large}));
    CHECK(text.size() < 1'000'000);
    CHECK(json::parse(text).at("tests").size() == 3);
}

TEST_CASE("Autolab gets one line, without a report that has no mark", "[export]") {
    auto it = sample::result();
    CHECK(only_file(export_of("autolab", {it})) ==
          "{\"scores\":{\"tcp_server\":3},\"scoreboard\":[3]}\n");
    it.report.score = 8.5;
    CHECK(only_file(export_of("autolab", {it})) ==
          "{\"scores\":{\"tcp_server\":3,\"report\":8.5},\"scoreboard\":[11.5]}\n");
}

TEST_CASE("JUnit counts as its readers do, and holds no markup of a student", "[export]") {
    const auto text = only_file(export_of("junit", {sample::result()}));
    CHECK(holds(text, "<testsuite name=\"ada_lovelace.tcp_server\" tests=\"3\" failures=\"1\" "
                      "errors=\"0\" skipped=\"1\""));
    CHECK(holds(text, "type=\"echo.cut-at-nul\""));
    CHECK(how_often(text, "<testcase ") == 3);
    CHECK(how_often(text, "<failure ") == 1);
    CHECK(how_often(text, "<skipped ") == 1);
    for (const char* attack : page_samples::attacks) {
        const auto hostile = only_file(export_of("junit", {page_samples::hostile(attack)}));
        for (const char* markup : {"<img", "<script", "<u>", "]]>"})
            CHECK_FALSE(holds(hostile, markup));
        CHECK(how_often(hostile, "<testcase ") == how_often(hostile, "</testcase>"));
    }
    const auto odd = only_file(export_of("junit", {page_samples::hostile("\x01\xEF\xBF\xBF")}));
    CHECK_FALSE(holds(odd, "\xEF\xBF\xBF"));
    CHECK_FALSE(holds(odd, "\x01"));
}

TEST_CASE("the Markdown summary holds no markup of a student", "[export]") {
    const auto text = only_file(export_of("markdown", {sample::result()}));
    CHECK(holds(text, "| ada\\_lovelace | 3 / 16 | provisional |"));
    CHECK(holds(text, "Stops at NUL\\."));
    CHECK_FALSE(holds(text, "secret"));
    const auto hostile = only_file(export_of("markdown", {page_samples::hostile("a|b\n# <u>`*_")}));
    CHECK(holds(hostile, "a\\|b"));
    CHECK_FALSE(holds(hostile, "\n# \\<u"));
    CHECK_FALSE(holds(hostile, "<u>"));
}

TEST_CASE("a workflow command is nothing that a student has written", "[export]") {
    const auto text =
        only_file(export_of("github", {page_samples::hostile("x\n::error::forged,:%")}));
    const auto stop = text.find("::stop-commands::");
    REQUIRE(stop != std::string::npos);
    const auto token = text.substr(stop + 17, 32);
    CHECK(text.ends_with("::" + token + "::\n"));
    CHECK(text != only_file(export_of("github", {sample::result()})));
    // Before it, each line is one annotation.
    std::istringstream before(text.substr(0, stop));
    std::size_t lines = 0;
    for (std::string line; std::getline(before, line); ++lines)
        CHECK(line.starts_with("::error title="));
    CHECK(lines == 2);  // a failed check, a failed build
    CHECK(holds(text, "forged%2C%3A%25"));
}

TEST_CASE("an annotation is at the line that the failure is about", "[export]") {
    const auto text = only_file(export_of("github", {sample::result()}));
    CHECK(holds(text, ",file=exercises/01_tcp_server/tcp_server.py,line=12::"));
    CHECK_FALSE(holds(only_file(export_of("github", {sample::result(), not_judged()})), "file="));
}

TEST_CASE("an unknown export is refused before anything is judged", "[export]") {
    CHECK(grading::read_export_names("", words()).empty());
    CHECK(grading::read_export_names("junit,markdown", words()).size() == 2);
    const auto why = complaint_of([] { return grading::read_export_names("junt", words()); });
    CHECK(holds(why, "`junt`"));
    CHECK(holds(why, "Is `junit` meant?"));
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.what_.exports = "junt";
    CHECK(it.grade() == 2);
    CHECK_FALSE(std::filesystem::exists(it.out()));
}

TEST_CASE("exports are written beside the grade book, in place of the earlier ones", "[export]") {
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("exports", toy::half);
    it.what_.exports = "gradescope,junit";
    REQUIRE(it.grade() == 0);
    CHECK(std::filesystem::exists(it.out() / "exports/gradescope/ada.json"));
    CHECK(std::filesystem::exists(it.out() / "exports/gradescope/exports-2.json"));
    CHECK(std::filesystem::exists(it.out() / "exports/junit.xml"));
    it.what_.exports = "markdown";
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada 6 kept\n"));
    CHECK(std::filesystem::exists(it.out() / "exports/summary.md"));
    CHECK_FALSE(std::filesystem::exists(it.out() / "exports/junit.xml"));
}

namespace {

const auto platform_course = sample::one_exercise();

constexpr const char* moodle_sheet =
    "Identifier,\"Full name\",\"Email address\",Status,Grade,\"Maximum grade\",\"Grade can be "
    "changed\",\"Last modified (grade)\",\"Feedback comments\"\n"
    "\"Participant 11\",\"Ada Lovelace\",a@x.edu,Submitted,,16.00,Yes,-,\"<p>a, "
    "\"\"b\"\"\nc</p>\"\n"
    "\"Participant 12\",\"=Grace()\",g@x.edu,Submitted,7.00,16.00,Yes,-,\n"
    "\"Participant 13\",\"Linus\",l@x.edu,Submitted,,16.00,No,-,\n"
    "\"Participant 14\",\"Alan\",l@x.edu,Submitted,,5.00,Yes,-,\n"
    "\"Participant 15\",\"Barbara\",b@x.edu,,,16.00,Yes,-,\n";

// A final grade of 3 + 8.5 of 16 points.
wire::result handed_in(const std::string& file) {
    auto it = sample::result();
    it.submission.name = grading::safe_name(file);
    it.submission.file = file;
    it.report.score = 8.5;
    return it;
}

std::vector<wire::result> on_moodle() {
    std::vector<wire::result> all;
    for (const char* who : {"Ada Lovelace_11", "Grace_12", "Linus_13", "Alan_14", "Edsger_19"})
        all.push_back(handed_in(std::string(who) + "_assignsubmission_file_"));
    all[1].report.score.reset();  // not marked yet
    return all;
}

grading::csv_table filled(const exported& it, const std::string& path) {
    for (const auto& file : it.files)
        if (file.path == path) return grading::read_csv(file.bytes, path);
    FAIL("no " << path);
    return {};
}

std::string told_about(const exported& it, const std::string& part) {
    std::string result;
    for (const auto& concern : it.attention)
        if (holds(concern.why.text, part)) result += concern.name + ": " + concern.why.text;
    return result;
}

}  // namespace

TEST_CASE("Moodle's own worksheet is filled in, and nothing is skipped silently", "[export]") {
    const auto sheet = grading::read_moodle(moodle_sheet, "m.csv", words());
    const grading::roster students;
    const auto made =
        grading::export_moodle({on_moodle(), platform_course, words(), students, &sheet});
    const auto table = filled(made, "moodle-worksheet.csv");
    CHECK(table.header == sheet.header);
    const auto grade = table.column("Grade");
    CHECK(table.rows[0].fields[grade] == "11.5");
    CHECK(table.rows[0].fields.back() == "<p>a, \"b\"\nc</p>");
    CHECK(table.rows[0].fields[table.column("Last modified (grade)")] == "-");
    CHECK(table.rows[1].fields[1] == "'=Grace()");
    CHECK(table.rows[1].fields[grade] == "7.00");
    for (const std::size_t row : {2U, 3U, 4U})
        CHECK(table.rows[row].fields[grade].empty());
    CHECK(holds(told_about(made, "not final"), "=Grace()"));
    CHECK(holds(told_about(made, "locked"), "Linus"));
    CHECK(holds(told_about(made, "maximum"), "Alan (5.00)"));
    CHECK(holds(told_about(made, "no submission"), "Barbara"));
    CHECK(holds(told_about(made, "without a row"), "Edsger"));
}

TEST_CASE("two submissions of one participant are not chosen from", "[export]") {
    const auto sheet = grading::read_moodle(moodle_sheet, "m.csv", words());
    const grading::roster students;
    const auto one = handed_in("Ada Lovelace_11_assignsubmission_file_");
    const auto made =
        grading::export_moodle({{one, one}, platform_course, words(), students, &sheet});
    CHECK(filled(made, "moodle-worksheet.csv").rows[0].fields[4].empty());
    CHECK(holds(told_about(made, "two submissions"), "Ada Lovelace"));
}

TEST_CASE("a worksheet in Spanish is understood, another file is refused", "[export]") {
    const auto sheet = grading::read_moodle(
        "Identificador;Nombre completo;Calificación;Calificación máxima;La calificación puede ser "
        "cambiada;Última modificación (calificación)\nParticipante11;Ada;;16,00;Sí;-\n",
        "m.csv", words());
    const grading::roster students;
    const auto made =
        grading::export_moodle({on_moodle(), platform_course, words(), students, &sheet});
    CHECK(holds(made.files[0].bytes, "\"Participante11\";\"Ada\";\"11.5\";\"16,00\""));
    CHECK(
        holds(complaint_of([] { return grading::read_moodle("Nota,Nombre\n", "m.csv", words()); }),
              "m.csv has no column `Identifier`"));
}

// mod/assign/feedback/file/importziplib.php
TEST_CASE("Moodle finds whose each page of the feedback zip is", "[export]") {
    const auto students =
        grading::roster::read("id,name,moodle\n7,Ana_Ruiz/x,21\n", "r.csv", platform_course);
    auto ana = handed_in("PracticaSockets_7.zip");
    ana.submission.student = "7";
    auto all = on_moodle();
    all.push_back(ana);
    all.push_back(handed_in("nobody.zip"));
    const auto made = grading::export_moodle({all, platform_course, words(), students});
    REQUIRE(made.files.size() == 1);
    CHECK(made.files[0].path == "moodle-feedback.zip");
    const auto& zip = made.files[0].bytes;
    CHECK(holds(zip, "Ada Lovelace_11_assignsubmission_file_/feedback.html"));
    CHECK(holds(zip, "Ana Ruiz x_21_assignsubmission_file_/feedback.html"));
    CHECK(holds(told_about(made, "platform's number"), "nobody"));
}

TEST_CASE("Canvas' gradebook gets the column of the assignment, and only that", "[export]") {
    const std::string book = "Student,ID,SIS User ID,Section,Essay (5),Eco (17),Final Score\n"
                             ",,,,Manual Posting,,(read only)\n"
                             "    Points Possible,,,,10,16,(read only)\n"
                             "\"Lovelace, Ada\",77,s1,A,9,,50\n"
                             "\"Hopper, Grace\",78,s2,A,8,EX,50\n"
                             "\"Student, Test\",99,,A,,,\n";
    const auto sheet = grading::read_canvas(book, "c.csv", platform_course, "", words());
    const grading::roster students;
    const auto made = grading::export_canvas(
        {{handed_in("lovelaceada_77_900_P.zip"), handed_in("hoppergrace_LATE_78_901_P.zip"),
          handed_in("Ada Lovelace_99_assignsubmission_file_")},
         platform_course,
         words(),
         students,
         nullptr,
         &sheet});
    const auto table = filled(made, "canvas-gradebook.csv");
    CHECK(table.header ==
          std::vector<std::string>{"Student", "ID", "SIS User ID", "Section", "Eco (17)"});
    CHECK(table.rows.size() == 4);  // without the row of "Manual Posting", which is blank here
    CHECK(holds(made.files[0].bytes, "\"Lovelace, Ada\",\"77\",\"s1\",\"A\",\"11.5\""));
    CHECK(holds(made.files[0].bytes, "\"78\",\"s2\",\"A\",\"EX\""));
    CHECK(holds(told_about(made, "excused"), "Hopper, Grace"));
    CHECK(holds(told_about(made, "no submission"), "Student, Test"));
    CHECK(holds(told_about(made, "without a row"), "assignsubmission"));  // Moodle's number
}

TEST_CASE("Canvas would make a new assignment of an unknown title: it is refused", "[export]") {
    const auto why = [](const char* text) {
        return complaint_of(
            [&] { return grading::read_canvas(text, "c.csv", platform_course, "echo", words()); });
    };
    CHECK(holds(why("Student,ID,Section,Essay (5),Talk (6)\n"), "c.csv has no column, or several"));
    CHECK(holds(why("Student,ID,Section,Essay\n"), "c.csv has no column, or several"));
    CHECK(holds(why("Student,ID,Essay (5)\n"), "`Section`"));
    CHECK(why("Student,ID,Section,Anything (5),Final Score\n").empty());
}

TEST_CASE("a gradebook whose columns were moved keeps its students", "[export]") {
    const auto book = grading::read_canvas("Eco (17),Section,ID,Student\n1,A,77,Ada\n", "c.csv",
                                           platform_course, "", words());
    CHECK(book.header == std::vector<std::string>{"Section", "ID", "Student", "Eco (17)"});
    CHECK(book.rows[0].fields == std::vector<std::string>{"A", "77", "Ada", "1"});
}

TEST_CASE("a mistake in a worksheet stops grading before it begins", "[export]") {
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.put("m.csv", "Nota\n");
    it.what_.moodle = it.out().parent_path() / "m.csv";
    CHECK(it.grade() == 2);
    CHECK(it.said("`Identifier`"));
    it.what_.moodle.clear();
    it.what_.exports = "canvas";
    CHECK(it.grade() == 2);
    CHECK(it.said("--canvas"));
    CHECK_FALSE(std::filesystem::exists(it.out()));
}

TEST_CASE("sources are laid out for JPlag and Dolos, without comments, beside the stub",
          "[export]") {
    toy::graded_class it;
    const std::string source = "// mine\r\nint main() {  /* x */\r\n\r\n  return 0; // \"\r\n}\r\n";
    it.hand_in("ada", source);
    it.hand_in("grace", "import sys  # mine\ns = '#'\n", "tcp_server.py");
    it.hand_in("linus", "nothing", "notes.txt");
    it.put("exercises/01_tcp_server/tcp_server.cpp", "int main() {} // TODO\n");
    it.what_.exports = "similarity";
    REQUIRE(it.grade() == 0);
    const auto at = it.out() / "exports/similarity";
    CHECK(support::read_file(at / "cpp/ada/tcp_server.cpp") == "int main() {\n  return 0;\n}\n");
    CHECK(support::read_file(at / "python3/grace/tcp_server.py") == "import sys\ns = '#'\n");
    CHECK(support::read_file(at / "stubs-cpp/tcp_server.cpp") == "int main() {}\n");
    CHECK(holds(support::read_file(at / "README.md"), "weak evidence"));
    CHECK(it.said("attention similarity: No source was judged: linus."));
}

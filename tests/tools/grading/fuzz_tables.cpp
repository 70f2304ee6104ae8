// The readers of tables get any bytes. They read them, or refuse the table by its name; what is
// written again reads the same.
#include "course/marks.hpp"
#include "grading/export.hpp"
#include "grading/roster.hpp"
#include "grading/rubric.hpp"
#include "grading/worksheet.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/mutations.hpp"
#include "tools/wire/sample.hpp"

namespace {

using fuzz::texts;

course::course rubric_course() {
    auto it = sample::one_exercise();
    it.assignments[0].rubric = {{"reasons", 6, {"Reasons", "Razones"}},
                                {"figures", 4, {"Figures", "Cifras"}}};
    return it;
}

const course::course& course_of_tables() {
    static const auto it = rubric_course();
    return it;
}

/// A result that has its grade, handed in under a platform's name.
wire::result graded(const std::string& file) {
    auto it = sample::result();
    it.submission.file = file;
    it.programs[0].checks.pop_back();
    it.report.sha256 = "3f2a9c1b77aa" + std::string(52, '0');
    it.report.score = 8.5;
    return it;
}

std::vector<wire::result> graded_class() {
    return {graded("Ada Lovelace_11_assignsubmission_file_P.zip"),
            graded("lovelaceada_LATE_77_91011_P.zip"), graded("2025-01.zip")};
}

/// A table that was written is read as the same one, and stays as it is when it is written again.
void same_again(const grading::csv_table& it) {
    const auto text = grading::table_text(it);
    const auto again = grading::read_csv(text, "again.csv");
    const bool same_separator = it.header.size() == 1 || again.separator == it.separator;
    REQUIRE(same_separator);
    REQUIRE(again.header.size() == it.header.size());
    REQUIRE(again.rows.size() == it.rows.size());
    REQUIRE(grading::table_text(again) == text);
    for (std::size_t row = 0; row < it.rows.size(); ++row)
        for (std::size_t i = 0; i < it.header.size(); ++i) {
            const auto& before = it.rows[row].fields[i];
            const auto& now = again.rows[row].fields[i];
            const bool same = now == before || now == "'" + before;
            REQUIRE(same);
        }
}

std::string exported_text(const grading::exported& it, const std::string& file) {
    for (const auto& each : it.files)
        if (each.path == file) return each.bytes;
    FAIL("no file " << file);
    return {};
}

const texts csv_words = {
    ",", ";",   "\t",       "\"",        "\"\"",   "\",\"", "\n\n", ",,,,\n", "=HYPERLINK(\"x\")",
    "-", "'=1", "\"a\nb\"", "\"a;b;c\"", "12\" x", "\"",    "\r\n", "8,5",    "\"8,5\""};

texts with_csv(texts words) {
    words.insert(words.end(), csv_words.begin(), csv_words.end());
    return words;
}

}  // namespace

TEST_CASE("any table is read or refused, and reads the same when it is written again", "[fuzz]") {
    const texts samples = {"a,b,c\n1,\"2\n\"\"x\"\"\",3\n,,\n=1,-,@x\n", "a;b\r\n\"1;2\";3\r\n",
                           "\xEF\xBB\xBF"
                           "a\tb\n1\t2"};
    fuzz::try_inputs(samples, csv_words, "t.csv:", [](const std::string& text, fuzz::mutator&) {
        same_again(grading::read_csv(text, "t.csv"));
    });
}

TEST_CASE("any roster is read or refused", "[fuzz]") {
    const std::string sample =
        "id,name,email,group,moodle,canvas,assignment,handed_in\n"
        "2025-01,Ada Lovelace,ada@example.edu,A,11,77,echo,2026-12-04T18:00:00-05:00\n"
        "2025-02,José Pérez,jose@example.edu,B,12,78,,2026-12-05\n";
    const auto words =
        with_csv({"id", "name", "handed_in", "assignment", "2025-01", "echo",
                  "2026-12-04T18:00:00+14:00", "2026-12-04 18:00", "18:00:00", "Ada"});
    fuzz::try_inputs({sample}, words,
                     "roster.csv:", [](const std::string& text, fuzz::mutator& more) {
                         const auto& course = course_of_tables();
                         const auto students = grading::roster::read(text, "roster.csv", course);
                         auto all = graded_class();
                         for (auto& it : all) {
                             it.submission.file = more.once_in(2) ? more.input({text}, csv_words)
                                                                  : it.submission.file;
                             static_cast<void>(students.owner(it.submission, "echo"));
                         }
                         for (const auto* it : students.missing(all, course, "echo"))
                             REQUIRE(students.find(it->id) != nullptr);
                     });
}

TEST_CASE("any rubric.csv is read or refused, and its marks are written and read again", "[fuzz]") {
    const std::string sample = "submission,report,facts,reasons,figures,comment,author\n"
                               "ada_lovelace,sha256:3f2a9c1b77aa,3 of 4,\"4,5\",4,Clear.,Grace\n"
                               "ada_lovelace,3f2a9c1b77aa,,,,\"not\nyet\",\n";
    const auto words = with_csv({"submission", "reasons", "figures", "comment", "ada_lovelace",
                                 "sha256:", "3f2a9c1b77aa", "0.125", "5.55555555", "6", "-0"});
    fuzz::try_inputs({sample}, words, "rubric.csv:", [](const std::string& text, fuzz::mutator&) {
        const auto& course = course_of_tables();
        const auto all = graded_class();
        const auto rows = grading::read_rubric(text, "rubric.csv", course);
        const auto form = grading::rubric_form(all, rows, course);
        const auto begun = grading::read_rubric(form, "rubric.csv", course);
        REQUIRE(grading::rubric_form(all, begun, course) == form);
        for (const auto& row : rows) {
            const auto it = grading::mark_of(row, all, course, course::language::es);
            if (!it) continue;
            const auto marks = course::read_marks(course::to_toml(*it, it->where), "again.toml");
            REQUIRE(marks.reports.size() == 1);
            REQUIRE(marks.reports[0].points == it->points);
            REQUIRE(marks.reports[0].comment == it->comment);
            REQUIRE(marks.reports[0].author == it->author);
        }
    });
}

TEST_CASE("any worksheet of Moodle's is read or refused, and filled in", "[fuzz]") {
    const texts samples = {
        "Identifier,Full name,Grade,Maximum grade,Grade can be changed,Last modified (grade)\n"
        "Participant 11,Ada,,14.50,Yes,-\nParticipant 12,=Grace(),7,5,No,\"a\nb\"\n",
        "Identificador;Calificación;Calificación máxima;Última modificación (calificación)\r\n"
        "Participante11;;\"14,50\";-\r\n"};
    const auto words = with_csv({"Identifier", "Grade", "Participant", "11", "Full name", "14.5"});
    fuzz::try_inputs(samples, words, "m.csv", [](const std::string& text, fuzz::mutator&) {
        const auto sheet = grading::read_moodle(text, "m.csv", ::words());
        const grading::roster students;
        const auto made = grading::export_moodle(
            {graded_class(), course_of_tables(), ::words(), students, &sheet});
        const auto bytes = exported_text(made, "moodle-worksheet.csv");
        const auto again = grading::read_moodle(bytes, "again.csv", ::words());
        REQUIRE(again.rows.size() == sheet.rows.size());
        same_again(again);
    });
}

TEST_CASE("any gradebook of Canvas' is read or refused, and filled in", "[fuzz]") {
    const std::string sample = "Student,ID,SIS User ID,Section,Essay (5),Eco (17),Final Score\n"
                               ",,,,Manual Posting,,(read only)\n"
                               "    Points Possible,,,,10,14.5,(read only)\n"
                               "\"Lovelace, Ada\",77,s1,A,9,,50\n"
                               "\"Hopper, Grace\",78,s2,A,8,EX,50\n";
    const auto words =
        with_csv({"Student", "ID", "Section", "Eco (17)", "Eco", "(1)", "Points Possible",
                  "Student,ID,Section,", "Section,Student,ID,", "EX", "77"});
    fuzz::try_inputs({sample}, words, "c.csv", [](const std::string& text, fuzz::mutator&) {
        const auto& course = course_of_tables();
        const auto book = grading::read_canvas(text, "c.csv", course, "", ::words());
        const grading::roster students;
        const auto made =
            grading::export_canvas({graded_class(), course, ::words(), students, nullptr, &book});
        const auto bytes = exported_text(made, "canvas-gradebook.csv");
        const auto again = grading::read_canvas(bytes, "again.csv", course, "", ::words());
        // A row that is blank in all columns that were kept is skipped when it is read.
        REQUIRE(again.rows.size() <= book.rows.size());
        same_again(again);
    });
}

// The grade book: what OUT keeps, a person's marks, and the course's rules.
#include "tools/grading/toy_class.hpp"

#include <algorithm>
#include <cmath>

TEST_CASE("with --again everything is judged, and a person's mark stays", "[grade]") {
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::half);
    REQUIRE(it.grade() == 0);
    const auto file = it.out() / "ada/result.json";
    auto marked = wire::result_from_json(nlohmann::ordered_json::parse(support::read_file(file)));
    marked.report.score = 8;
    support::write_file(file, wire::dump(wire::to_json(marked)));
    it.what_.again = true;
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada 6\n"));
    const auto now =
        wire::result_from_json(nlohmann::ordered_json::parse(support::read_file(file)));
    CHECK(now.report.score == 8.0);
}

TEST_CASE("a submission keeps its folder and its mark when a similar name comes", "[grade]") {
    const toy::graded_class it;
    it.hand_in("ana", toy::good);
    it.hand_in("zoe", toy::good);  // one folder alone would be one submission
    it.hand_in("ana", "Ten words of my own are enough for a report here.\n", "REPORTE.md");
    REQUIRE(it.grade() == 0);
    const auto marked = it.out() / "ana/result.json";
    auto result = nlohmann::json::parse(support::read_file(marked));
    result["report"]["score"] = 7;
    std::ofstream(marked) << result.dump(2);
    it.hand_in("Ana", toy::half);  // before ana in the alphabet
    it.hand_in("class.html", toy::half);
    it.hand_in("GRADES.csv", toy::half);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ana 6 kept\n"));
    CHECK(it.said("Ana-2 3\n"));
    CHECK(it.said("class.html-2 3\n"));
    CHECK(it.said("GRADES.csv-2 3\n"));
    CHECK(std::filesystem::is_regular_file(it.out() / "class.html"));
    CHECK(std::filesystem::is_regular_file(it.out() / "grades.csv"));
    CHECK(nlohmann::json::parse(support::read_file(marked)).at("report").at("score") == 7);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("Ana-2 3 kept\n"));
}

TEST_CASE("a mark typed into result.json counts, and the sums follow from it", "[grade]") {
    const toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::half);
    REQUIRE(it.grade() == 0);
    const auto file = it.out() / "ada/result.json";
    // A mark, and then another one in its place.
    for (const double mark : {8.0, 8.5}) {
        auto typed = nlohmann::ordered_json::parse(support::read_file(file));
        typed["report"]["score"] = mark;
        support::write_file(file, typed.dump(4));
        REQUIRE(it.grade() == 0);
        CHECK(it.said("ada 6 kept\n"));
        const auto now = nlohmann::ordered_json::parse(support::read_file(file));
        CHECK(now["score"] == 6 + mark);
        CHECK(now["provisional"] == false);
    }
    // The marks are in marks.toml now, and come back if that is lost.
    std::filesystem::remove(it.out() / "marks.toml");
    REQUIRE(it.grade() == 0);
    CHECK(holds(support::read_file(it.out() / "marks.toml"), "points = \"8.5\""));
    CHECK(support::read_file(it.out() / "grades.csv").find("14.5") != std::string::npos);
    CHECK(support::read_file(it.out() / "ada/feedback.html").find("14.5") != std::string::npos);
}

TEST_CASE("the grade book is what OUT holds, not only what this run graded", "[grade]") {
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::half);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("others 0"));
    CHECK(it.said("ada: new\n"));
    it.hand_in("ada", toy::half);
    it.what_.submissions = {it.what_.submissions.front() / "ada"};
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada: changed\n"));
    CHECK(it.said("others 1"));
    const auto table = support::read_file(it.out() / "grades.csv");
    CHECK(holds(table, "\"ada\",\"ada\",3,"));
    CHECK(holds(table, "\"grace\",\"grace\",3,"));
    CHECK(holds(support::read_file(it.out() / "class.html"), "grace/feedback.html"));
    it.what_.again = true;
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada: again\n"));
}

TEST_CASE("of two with one file name, each keeps its folder, whatever the order", "[grade]") {
    toy::graded_class it;
    const auto one = it.what_.submissions.front() / "one/ana";
    const auto two = it.what_.submissions.front() / "two/ana";
    it.hand_in("one/ana", toy::good);
    it.hand_in("two/ana", toy::half);
    it.what_.submissions = {one, two};
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ana 6\n"));
    CHECK(it.said("ana-2 3\n"));
    it.what_.submissions = {two, one};
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ana 6 kept\n"));
    CHECK(it.said("ana-2 3 kept\n"));
    it.what_.submissions = {two};
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ana-2 3 kept\n"));
}

TEST_CASE("a mark of marks.toml belongs to the report's bytes", "[grade][marks]") {
    toy::graded_class it;
    const std::string report = "Ten words of my own are enough for a report here.\n";
    it.hand_in("ada", toy::good);
    it.hand_in("ada", report, "REPORTE.md");
    it.hand_in("grace", toy::half);
    REQUIRE(it.grade() == 0);
    // Its entry to fill in is there.
    const auto asked = support::read_file(it.out() / "marks.toml");
    CHECK(holds(asked, "submission = \"ada\""));
    CHECK_FALSE(holds(asked, "\"grace\""));
    it.fill_in("points = \"\"", "points = \"8,5\"");
    it.fill_in("comment = \"\"", "comment = \"Good <figures>.\"");
    it.fill_in("author = \"\"", "author = \"Grace H.\"");
    it.fill_in("date = \"\"", "date = 2026-12-01");
    REQUIRE(it.grade() == 0);
    CHECK(it.result("ada")["report"]["score"] == 8.5);
    CHECK(it.result("ada")["provisional"] == false);
    const auto page = support::read_file(it.out() / "ada/feedback.html");
    for (const char* text : {"Good &lt;figures&gt;.", "Grace H., 2026-12-01", "14.5"})
        CHECK(holds(page, text));
    // A resubmission with the same report.
    it.hand_in("ada", toy::half);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada: changed\n"));
    CHECK(it.result("ada")["report"]["score"] == 8.5);
    CHECK(it.result("ada")["report"]["comment"] == "Good <figures>.");
    // With another report: to be marked again, the earlier mark is shown.
    const auto before = support::read_file(it.out() / "marks.toml");
    it.hand_in("ada", report + "And one more sentence.\n", "REPORTE.md");
    REQUIRE(it.grade() == 0);
    CHECK(it.result("ada")["report"]["score"].is_null());
    CHECK(
        it.said("attention ada: REPORTE.md has changed since it was marked (8.5 points: Grace H., "
                "2026-12-01)"));
    CHECK(holds(support::read_file(it.out() / "grades.csv"), "\"attention\""));
    // What a person wrote stands as it was; an entry for the new report comes after it.
    const auto after = support::read_file(it.out() / "marks.toml");
    CHECK(after.substr(0, before.size()) == before);
    CHECK(after.size() > before.size());
    REQUIRE(it.grade() == 0);
    CHECK(support::read_file(it.out() / "marks.toml") == after);
}

TEST_CASE("points that a person sets survive --again, and are shown as such", "[grade][marks]") {
    toy::graded_class it;
    it.hand_in("grace", toy::half);
    it.hand_in("zoe", toy::good);
    REQUIRE(it.grade() == 0);
    it.add_to_marks("[[override]]\nsubmission = 'grace'\ncheck = 'tcp_server/echo'\npoints = 2\n"
                    "comment = 'Worked in the oral exam.'\nauthor = 'Grace H.'\n");
    for (const bool again : {false, true}) {
        it.what_.again = again;
        REQUIRE(it.grade() == 0);
        const auto check = it.result("grace")["programs"][0]["checks"][1];
        CHECK(check["points"] == 2);
        CHECK(check["verdict"] == "failed");
        CHECK(check["override"]["automatic"] == 0);
        CHECK(it.result("grace")["score"] == 5);
    }
    const auto page = support::read_file(it.out() / "grace/feedback.html");
    CHECK(
        holds(page, "2 of 3 points, by Grace H.. The automatic points were 0. Worked in the oral"));
    CHECK(holds(support::read_file(it.out() / "grades.csv"), "\"tcp_server/echo\""));
    support::write_file(it.out() / "marks.toml", "");
    it.what_.again = false;
    REQUIRE(it.grade() == 0);
    CHECK(it.result("grace")["score"] == 3);
}

TEST_CASE("a mistake in marks.toml is told with its line", "[grade][marks]") {
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::half);
    REQUIRE(it.grade() == 0);
    const auto table = support::read_file(it.out() / "grades.csv");
    const auto refused = [&](const std::string& text, const std::string& why) {
        support::write_file(it.out() / "marks.toml", text);
        INFO(text);
        CHECK(it.grade() == 2);
        INFO(it.log());
        CHECK(it.said(why));
        CHECK(support::read_file(it.out() / "marks.toml") == text);
    };
    refused("[[mark]]\nsubmision = 'ada'\nsubmission = 'ada'\nreport = '0123456789'\n",
            "marks.toml:2: [[mark]]: unknown key `submision`; did you mean `submission`?");
    refused("[[mark]]\nsubmission = 'ada'\nreport = '0123456789'\npoints = 8,5\n", "marks.toml:4");
    refused("[[mark]]\nsubmission = 'ada'\nreport = '0123456789'\npoints = 'ten'\n",
            "marks.toml:4: [[mark]]: `points` is not a number");
    refused("[[marks]]\n", "did you mean `mark`?");
    CHECK(support::read_file(it.out() / "grades.csv") == table);
    const auto sha = it.result("ada")["submission"]["sha256"].get<std::string>();
    support::write_file(it.out() / "marks.toml",
                        "[[mark]]\nsubmission = 'adda'\nreport = '0123456789'\npoints = 3\n"
                        "[[mark]]\nsubmission = 'ada'\nreport = '" +
                            sha +
                            "'\npoints = 85\n[[override]]\nsubmission = 'grace'\n"
                            "check = 'tcp_server/ecko'\npoints = 1\n");
    REQUIRE(it.grade() == 0);
    CHECK(it.said("marks.toml:1: There is no submission `adda`. Is `ada` meant?"));
    CHECK(it.said("marks.toml:5: 85 points are more than the 10 that there are"));
    CHECK(
        it.said("marks.toml:9: There is no check `tcp_server/ecko`. Is `tcp_server/echo` meant?"));
}

TEST_CASE("what could not be judged needs attention, and is not final with 0", "[grade]") {
    toy::graded_class it;
    it.what_.unpacker = SOCK_UNPACK;
    it.hand_in("ada", toy::good);
    it.hand_in("docx", toy::good);
    it.hand_in("docx", "PK\x03\x04", "REPORTE.docx");
    it.hand_in("notes", "nothing here\n", "notes.txt");
    const auto loose = [&](const std::string& name, const std::string& bytes) {
        support::write_file(it.what_.submissions.front() / name, bytes);
    };
    loose("rar.rar", std::string("Rar!\x1a\x07\x00", 7) + std::string(100, 'x'));
    loose("empty.zip", "");
    loose("large.zip", "PK\x03\x04" + std::string(30UL * 1024 * 1024, 'x'));
    const int status = it.grade();
    INFO(it.log());
    REQUIRE(status == 0);
    CHECK(it.said("attention docx: REPORTE.docx is not REPORTE.md"));
    CHECK(it.said("attention rar: this is RAR"));
    CHECK(it.said("attention empty: the file is empty"));
    CHECK(it.said("attention large: the archive has more than"));
    CHECK(it.said("attention notes: holds none of the programs"));
    CHECK_FALSE(it.said("attention ada"));
    const auto table = support::read_file(it.out() / "grades.csv");
    CHECK(holds(table, "\"rar\",\"rar.rar\",,16,\"attention\""));
    CHECK(holds(table, "\"docx\",\"docx\",6,16,\"attention\""));
    CHECK(holds(table, "\"ada\",\"ada\",6,16,\"final\""));
    CHECK(holds(support::read_file(it.out() / "class.html"), "rar: this is RAR"));
    // A person's points settle it.
    support::write_file(it.out() / "marks.toml",
                        "[[mark]]\nsubmission = 'rar'\nreport = '" +
                            it.result("rar")["submission"]["sha256"].get<std::string>() +
                            "'\npoints = 0\n");
    REQUIRE(it.grade() == 0);
    CHECK_FALSE(it.said("attention rar"));
    CHECK(holds(support::read_file(it.out() / "grades.csv"), "\"rar\",\"rar.rar\",0,16,\"final\""));
}

TEST_CASE("a check that could not be tried is not final, and not cheaper", "[grade][marks]") {
    toy::graded_class it;
    it.hand_in("ada", "int main() { return 9; }\n");
    it.hand_in("grace", toy::good);
    REQUIRE(it.grade() == 0);
    INFO(it.log());
    CHECK(it.said("attention ada: tcp_server/echo: could not be tried. Cut after 3 bytes. Set"));
    CHECK(it.result("ada")["max_score"] == it.result("grace")["max_score"]);
    const auto table = [&] { return support::read_file(it.out() / "grades.csv"); };
    CHECK(holds(table(), "\"ada\",\"ada\",3,16,\"attention\""));
    CHECK_FALSE(
        std::filesystem::exists(it.out() / "marks.toml"));  // no mark of a report is asked for
    const auto page = support::read_file(it.out() / "ada/feedback.html");
    CHECK(holds(page, "Not final: some checks could not be tried"));
    CHECK_FALSE(holds(page, "marks.toml"));  // what the instructor has to do
    it.add_to_marks("[[override]]\nsubmission = 'ada'\ncheck = 'tcp_server/echo'\npoints = 2\n");
    REQUIRE(it.grade() == 0);
    CHECK(holds(table(), "\"ada\",\"ada\",5,16,\"final\""));
    CHECK_FALSE(it.said("attention ada"));
}

TEST_CASE("the course's rules are applied without judging again", "[grade][rules]") {
    toy::graded_class it;
    it.hand_in("Ada Lovelace", toy::good);
    it.hand_in("Grace Hopper", toy::good);
    REQUIRE(it.grade() == 0);
    it.put("exercises/course.toml",
           "title = { en = \"C\", es = \"C\" }\n[[assignment]]\nname = \"echo\"\n"
           "title = { en = \"E\", es = \"E\" }\nexercises = [\"01_tcp_server\"]\n"
           "report_points = 10\ndue = 2026-12-04\nweights = { '01_tcp_server' = 3 }\n"
           "[late]\npercent_per_day = 20\n");
    it.put("class.csv", "id,name,handed_in\n1,Ada Lovelace,2026-12-06T10:00:00\n"
                        "2,Grace Hopper,2026-12-06T10:00:00\n3,Alan Turing,\n");
    it.what_.roster = it.out().parent_path() / "class.csv";
    it.add_to_marks("[[extension]]\nsubmission = '2'\nuntil = 2026-12-07\n");
    REQUIRE(it.grade() == 0);
    INFO(it.log());
    CHECK(it.said("Ada_Lovelace 3 kept"));
    CHECK(it.result("Ada_Lovelace")["late"]["days"] == 2);
    CHECK(std::abs(it.result("Ada_Lovelace")["score"].get<double>() - 1.8) < 1e-9);
    CHECK(it.result("Ada_Lovelace")["max_score"] == 13);
    CHECK_FALSE(it.result("Grace_Hopper").contains("late"));
    CHECK(it.result("Grace_Hopper")["submission"]["student"] == "2");
    const auto page = support::read_file(it.out() / "class.html");
    CHECK(holds(page, "Not handed in: 1"));
    CHECK(holds(page, "Alan Turing"));
    CHECK(
        holds(support::read_file(it.out() / "grades.csv"), "\"1\",\"Ada Lovelace\",\"\",\"\",40,"));
    // The roster is kept in OUT; a mistake in a new one stops grading and leaves that as it was.
    it.put("class.csv", "id,name\n1,Ada\n1,Grace\n");
    CHECK(it.grade() == 2);
    CHECK(it.said("class.csv:3: another line has the id `1`"));
    it.what_.roster.clear();
    REQUIRE(it.grade() == 0);
    CHECK(holds(support::read_file(it.out() / "class.html"), "Alan Turing"));
    CHECK(holds(support::read_file(it.out() / "Ada_Lovelace/questions.md"),
                "The check `tcp_server/listens` passed"));
}

TEST_CASE("a form that is filled in becomes marks", "[grade][rubric]") {
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::half);
    it.hand_in("ada", "Ten words of my own are enough for a report here.\n", "REPORTE.md");
    REQUIRE(it.grade() == 0);
    CHECK(it.result("ada")["provisional"] == true);
    auto form = support::read_file(it.out() / "rubric.csv");
    const std::string empty = ",\"\",\"\",\"\"\r\n";  // points, comment, author
    REQUIRE(holds(form, empty));
    form.replace(form.find(empty), empty.size(), ",\"8,5\",\"Good.\",\"Grace\"\r\n");
    support::write_file(it.out() / "rubric.csv", form);
    REQUIRE(it.grade() == 0);
    CHECK(it.result("ada")["report"]["score"] == 8.5);
    CHECK(it.result("ada")["provisional"] == false);
    CHECK(holds(support::read_file(it.out() / "marks.toml"), "comment = \"Good.\""));
    CHECK_FALSE(holds(support::read_file(it.out() / "rubric.csv"), "ada"));
    // The same form from elsewhere adds nothing.
    it.put("filled.csv", form);
    it.what_.rubric = it.out().parent_path() / "filled.csv";
    const auto before = support::read_file(it.out() / "marks.toml");
    REQUIRE(it.grade() == 0);
    CHECK(support::read_file(it.out() / "marks.toml") == before);
}

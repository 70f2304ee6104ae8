#include "grading/names.hpp"

#include "grading/csv.hpp"
#include "grading/exports.hpp"
#include "grading/html.hpp"
#include "sock_catch.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/wire/sample.hpp"

#include <algorithm>

using namespace grading;

TEST_CASE("Moodle's names are parsed", "[names]") {
    const auto folder = from_platform("Ada Lovelace_1234_assignsubmission_file");
    REQUIRE(folder);
    CHECK(folder->person == "Ada Lovelace");
    CHECK(folder->id == "1234");
    CHECK(folder->file.empty());
    CHECK(from_platform("José Ñandú_7_assignsubmission_file_")->person == "José Ñandú");
    const auto flat = from_platform("Ada Lovelace_1234_assignsubmission_file_Practica_Ada.zip");
    REQUIRE(flat);
    CHECK(flat->file == "Practica_Ada.zip");
    const auto typed = from_platform("Ada Lovelace_1234_assignsubmission_onlinetext");
    REQUIRE(typed);
    CHECK(typed->typed);
    CHECK_FALSE(flat->typed);
    CHECK(owner_of("Ada Lovelace_1234_assignsubmission_onlinetext") ==
          owner_of("Ada Lovelace_1234_assignsubmission_file"));
    CHECK_FALSE(from_platform("Ada_Lovelace_assignsubmission_file"));
}

TEST_CASE("Canvas's names are parsed", "[names]") {
    const auto it = from_platform("lovelaceada_5678_91011_Practica_Ada-2.zip");
    REQUIRE(it);
    CHECK(it->person == "lovelaceada");
    CHECK(it->id == "5678");
    CHECK(it->number == "91011");
    CHECK(it->file == "Practica_Ada-2.zip");
    CHECK_FALSE(it->late);
    for (const char* late :
         {"turingalan_LATE_5678_91011_x.zip", "turingalan_late_5678_91011_x.zip"}) {
        REQUIRE(from_platform(late));
        CHECK(from_platform(late)->late);
        CHECK(from_platform(late)->file == "x.zip");
    }
    CHECK_FALSE(from_platform("PracticaSockets_Ada_Lovelace.zip"));
    CHECK_FALSE(from_platform("01_tcp_server"));
    CHECK_FALSE(from_platform("ada_1_2_"));
    CHECK_FALSE(from_platform(""));
}

TEST_CASE("a folder's name is safe whatever a student writes", "[names]") {
    CHECK(safe_name("Ada Lovelace") == "Ada_Lovelace");
    CHECK(safe_name("José Ñandú") == "José_Ñandú");
    CHECK(safe_name("../../etc/passwd") == "etc_passwd");
    CHECK(safe_name("-rf") == "rf");
    CHECK(safe_name(".hidden") == "hidden");
    CHECK(safe_name("a\x1b[31mb\n") == "a_31mb");
    CHECK(safe_name("$(touch x)`y`") == "touch_x_y");
    CHECK(safe_name("x\xE2\x80\xAEgpj") == "x_gpj");
    CHECK(safe_name("\xff\xfe") == "submission");
    CHECK(safe_name("...") == "submission");
    CHECK(safe_name("") == "submission");
    CHECK(safe_name("CON") == "_CON");
    CHECK(safe_name("aux.txt") == "_aux.txt");
    CHECK(safe_name("COM1") == "_COM1");
    CHECK(safe_name("console") == "console");
    CHECK(safe_name(std::string(1000, 'x')).size() <= 83);
    std::string wide;
    for (int i = 0; i < 100; ++i)
        wide += "ñ";
    CHECK(safe_name(wide).size() % 2 == 0);
}

TEST_CASE("no two submissions share a folder", "[names]") {
    unique_names names;
    CHECK(names.take("ada") == "ada");
    CHECK(names.take("ada") == "ada-2");
    CHECK(names.take("ADA") == "ADA-3");
    CHECK(names.take("ada-2") == "ada-2-2");
    // OUT's own files.
    CHECK(names.take("class.html") == "class.html-2");
    CHECK(names.take("seed.secret") == "seed.secret-2");
    CHECK(names.take("guide.es.html") == "guide.es.html-2");
    CHECK(names.take("Grades.CSV") == "Grades.CSV-2");
    // Letters that look the same: NFC and NFD, full width, a blank without width.
    CHECK(names.take("jos\u00e9") == "jos\u00e9");
    CHECK(names.take("jose\u0301") == "jose\u0301-2");
    CHECK(names.take("\uff41\uff44\uff41") == "\uff41\uff44\uff41-4");
    CHECK(names.take("ad\u200ba") == "ada-5");
    CHECK(names.take("stra\u00dfe") == "stra\u00dfe");
    CHECK(names.take("STRASSE") == "STRASSE-2");
    CHECK_FALSE(names.keep("ADA"));
    CHECK(names.keep("eve"));
    CHECK(names.take("Eve") == "Eve-2");
}

TEST_CASE("endings of archives", "[names]") {
    CHECK(stem("a.b.tar.gz") == "a.b");
    CHECK(stem("Practica.ZIP") == "Practica");
    CHECK(stem("noending") == "noending");
    CHECK(stem(".zip") == ".zip");
    CHECK(is_archive_name("x.rar"));
    CHECK_FALSE(is_archive_name("x.cpp"));
}

TEST_CASE("a spreadsheet gets text, not formulas", "[csv]") {
    CHECK(csv_text("Ada") == "\"Ada\"");
    CHECK(csv_text("Ada \"Countess\", Lovelace") == "\"Ada \"\"Countess\"\", Lovelace\"");
    CHECK(csv_text("=HYPERLINK(\"http://x\")") == "\"'=HYPERLINK(\"\"http://x\"\")\"");
    for (const char* formula : {"+1", "-1", "@SUM(1)", "  =1", "\t=1", "\r=1", "|x", "%x"})
        CHECK(csv_text(formula)[1] == '\'');
    for (const char* formula : {"\uff1d1", "\u200b=1", "\u3000\uff20SUM(1)", "\ufe621"})
        CHECK(csv_text(formula)[1] == '\'');
    CHECK(csv_text("") == "\"\"");
    CHECK(csv_number(90) == "90");
    CHECK(csv_number(7.5) == "7.5");
    CHECK(csv_row({"", "1"}) == ",1\r\n");
}

TEST_CASE("markup in a submission stays text", "[html]") {
    CHECK(html("<script>alert('x')</script> & \"y\"") ==
          "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;");
    CHECK(html("\x1b[31m") == "\\x1B[31m");
    CHECK(element("p class=\"x\"", "<b>") == "<p class=\"x\">&lt;b&gt;</p>\n");
    CHECK(grading::link("a\"b", "</a>") == "<a href=\"a&quot;b\">&lt;/a&gt;</a>");
    CHECK(prose("run `a<b` or `c") == "run <code>a&lt;b</code> or `c");
    CHECK(url_path("José \"x\"") == "Jos%C3%A9%20%22x%22");
}

TEST_CASE("the table of grades has no points for an internal error", "[csv]") {
    auto ours = sample::result();
    ours.programs[0].checks[0].verdict = wire::verdict::internal_error;
    ours.programs[0].checks[0].points = 0;
    const auto table = grades_table({sample::result(), ours}, words());
    CHECK(holds(table, "\"ada_lovelace\",\"PracticaSockets_Ada.zip\",3,16,\"provisional\",3,"));
    CHECK(holds(table, "\"ada_lovelace\",\"PracticaSockets_Ada.zip\",,16,\"grade-again\",,"));
    CHECK(grades_table({}, words()).substr(0, 10) == "submission");
}

TEST_CASE("the summary names the most important problem", "[summary]") {
    auto it = sample::result();
    CHECK(summary(it, words()) == "tcp_server: 1 check (1 skipped)");
    it.programs[0].status = wire::program_status::build_failed;
    it.programs[0].message = wire::plain("tcp_server.cpp:14: error: x\n\nmore: error: y");
    CHECK(summary(it, words()) == "does not compile: tcp_server.cpp:14");
    it.programs[0].status = wire::program_status::missing;
    CHECK(summary(it, words()) == "holds none of the programs (+1)");
    it.notes.push_back({"refused.empty", {}, "it has no file that can be judged."});
    CHECK(summary(it, words()) == "it has no file that can be judged.");
    it.notes.clear();
    CHECK(summary(it, words()) == "holds none of the programs");
    it = sample::result();
    it.programs[0].checks.resize(1);
    CHECK(summary(it, words()) == "A folder too many was taken away.");
    CHECK(place_of_error("g++: error: x") == "");
    CHECK(place_of_error("") == "");
}

TEST_CASE("both languages have the same sentences", "[words]") {
    const auto& spanish = words(course::language::es);
    REQUIRE(words().sentences().size() == spanish.sentences().size());
    for (const auto& [id, text] : words().sentences()) {
        INFO(id);
        auto here = course::holes(text);
        auto there = course::holes(spanish.sentences().at(id));
        std::sort(here.begin(), here.end());
        std::sort(there.begin(), there.end());
        CHECK(here == there);
    }
}

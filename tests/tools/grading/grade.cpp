#include "grading/grade.hpp"

#include "sock_catch.hpp"
#include "support/deadline.hpp"
#include "support/guardian.hpp"
#include "support/process.hpp"
#include "support/process_table.hpp"
#include "tools/scratch.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <fstream>

#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// Tests grade() from end to end. The suite is a few lines of shell, so that a test takes a second.
// grade() gives up root for good, so it runs in a child; its reports go into a file.
namespace {

namespace fs = std::filesystem;

constexpr const char* suite = R"sh(#!/bin/sh
for word; do
    case $word in tcp_server=*) program=${word#tcp_server=} ;; esac
done
check() {
    printf '{"event":"check","id":"tcp_server/%s","title":"t",' "$1" >&3
    printf '"verdict":"%s","points":%s,"max_points":3,"hidden":false,' "$2" "$3" >&3
    printf '"diagnosis":%s,"evidence":{%s},"duration_ms":1}\n' "${4:-null}" "$5" | tr -d '\n' >&3
    echo >&3
}
say() { printf '{"id":"%s","params":{"count":"3"},"text":"Cut after 3 bytes."}' "$1"; }
echo '{"event":"started","checks":2,"seed":"1"}' >&3
"$program"
case $? in
0) check listens passed 3; check echo passed 3 ;;
7) exec sleep 60 ;;
8) echo "the suite fell over" >&2; exit 3 ;;
*) check listens passed 3
   check echo failed 0 "$(say echo.cut)" \
         "\"did\":\"Sent.\",\"expected\":$(say said.1),\"got\":$(say said.2),\"seen\":[$(say said.3)],
          \"advice\":[$(say said.4)],\"timeline\":[{\"at\":1,\"what\":$(say said.5),\"by_hand\":\"\"}]"
   printf '{"event":"transcript","id":"tcp_server/echo","steps":[{"at":1,"what":%s}]}\n' \
       "$(say said.6)" >&3 ;;
esac
echo '{"event":"finished"}' >&3
)sh";

constexpr const char* exercise = R"toml(
program = "tcp_server"
points = 6
title = { en = "TCP server", es = "Servidor TCP" }
[[todo]]
name = "listen"
man = "listen(2)"
code = ""
text = { en = "Listen.", es = "Escucha." }
[[check]]
id = "listens"
points = 3
todo = "listen"
title = { en = "Listens", es = "Escucha" }
does = { en = "Looked.", es = "Miramos." }
[[check]]
id = "echo"
points = 3
todo = "listen"
title = { en = "Echoes", es = "Devuelve" }
does = { en = "Sent.", es = "Enviamos." }
)toml";

class world {
  public:
    world() {
        place_.put("exercises/course.toml",
                   "title = { en = \"C\", es = \"C\" }\n[[assignment]]\nname = \"echo\"\n"
                   "title = { en = \"E\", es = \"E\" }\nexercises = [\"01_tcp_server\"]\n"
                   "report_points = 10\n");
        place_.put("exercises/01_tcp_server/exercise.toml", exercise);
        place_.put("include/sock.hpp", "#pragma once\n");
        put_suite_words("en", "Cut after {count} bytes.");
        put_suite_words("es", "Cortado tras {count} bytes.");
        // What does not run here has to be there all the same: as root, all tools are copied.
        for (const char* tool : {"sock-box", "sock-unpack", "sock-bulk"})
            place_.put(std::string("bin/") + tool, "");
        ::chmod(place_.put("bin/sock-suite", suite).c_str(), 0755);
        fs::create_directories(place_.path() / "class");
        what_.tools.suite = place_.path() / "bin/sock-suite";
        what_.tools.box = place_.path() / "bin/sock-box";
        what_.tools.include = place_.path() / "include";
        what_.tools.exercises = place_.path() / "exercises";
        what_.tools.suite_words = place_.path() / "suite_words";
        what_.unpacker = place_.path() / "bin/sock-unpack";
        what_.words = SOCK_TREE "/tools/grading/words";
        what_.submissions = {place_.path() / "class"};
        what_.out = place_.path() / "out";
        what_.unsafe_no_sandbox = true;
    }

    void put_guide() {
        for (const char* file : {"guide.en.html", "guide.es.html", "guide.es.md"})
            place_.put(std::string("guide/") + file, "<!DOCTYPE html>");
        what_.guide = place_.path() / "guide";
    }

    void hand_in(const std::string& name, const std::string& source,
                 const std::string& file = "tcp_server.cpp") const {
        place_.put("class/" + name + "/" + file, source);
    }

    /// Starts grading in a child, which writes each reported event to the log.
    [[nodiscard]] pid_t start() const {
        const pid_t child = ::fork();
        if (child != 0) return child;
        std::ofstream log(place_.path() / "log", std::ios::trunc);
        grading::progress report;
        report.began = [&](const grading::beginning& it) {
            log << "began " << it.submissions << std::endl;
        };
        report.finished = [&](const grading::graded& it) {
            log << it.result.submission.name << " " << it.result.automatic_score()
                << (it.change == grading::change::kept ? " kept" : "")
                << (it.result.has_internal_error() ? " ours" : "") << "\n"
                << it.summary << std::endl;
        };
        report.ended = [&](const grading::ending& end) {
            for (const auto& it : end.all)
                log << it.result.submission.name << ": " << grading::name(it.change) << "\n";
            for (const auto& it : end.attention)
                log << "attention " << it.name << ": " << it.why.text << "\n";
            log << "others " << end.others << std::endl;
        };
        report.failed = [&](const std::string& text) { log << "failed " << text << std::endl; };
        ::_exit(grading::grade(what_, report));
    }

    int grade() const { return wait(start()); }

    static int wait(pid_t child) {
        int status = 0;
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    [[nodiscard]] std::string log() const { return support::read_file(place_.path() / "log"); }
    [[nodiscard]] bool said(const std::string& text) const {
        return log().find(text) != std::string::npos;
    }
    [[nodiscard]] fs::path out() const { return what_.out; }

    [[nodiscard]] nlohmann::json result(const std::string& name) const {
        return nlohmann::json::parse(support::read_file(out() / name / "result.json"));
    }

    void put(const std::string& path, const std::string& text) const { place_.put(path, text); }

    /// A folder like /tmp: as root, the grader becomes another user.
    [[nodiscard]] fs::path temporary_for_everyone() const {
        const auto result = place_.path() / "tmp";
        fs::create_directory(result);
        ::chmod(place_.path().c_str(), 0755);
        ::chmod(result.c_str(), 01777);
        return result;
    }

    /// As a person does in an editor.
    void fill_in(const std::string& from, const std::string& to) const {
        auto text = support::read_file(out() / "marks.toml");
        const auto at = text.find(from);
        REQUIRE(at != std::string::npos);
        support::write_file(out() / "marks.toml", text.replace(at, from.size(), to));
    }
    void add_to_marks(const std::string& text) const {
        std::ofstream(out() / "marks.toml", std::ios::app) << text;
    }

    grading::options what_;

  private:
    void put_suite_words(const std::string& language, const std::string& cut) const {
        auto texts = "[echo]\ncut = '" + cut + "'\n[said]\n";
        for (const char* number : {"1", "2", "3", "4", "5", "6"})
            texts += number + (" = '" + cut + " (") + number + ")'\n";
        place_.put("suite_words/" + language + ".toml", texts);
    }

    scratch place_;
};

std::string everything_below(const fs::path& folder) {
    std::string result;
    for (const auto& item : fs::recursive_directory_iterator(folder))
        if (item.is_regular_file()) result += support::read_file(item.path());
    return result;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const std::string good = "int main() { return 0; }\n";
const std::string half = "int main() { return 1; }\n";

}  // namespace

TEST_CASE("a class is graded, and a second run only grades what is new", "[grade]") {
    const world it;
    it.hand_in("ada", good);
    it.hand_in("grace", half);
    it.hand_in("linus", "int main( {}\n");
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada 6\n"));
    CHECK(it.said("grace 3\n"));
    CHECK(it.said("linus 0\n"));
    for (const char* file : {"grades.csv", "class.html", "ada/result.json", "linus/feedback.html"})
        CHECK(fs::exists(it.out() / file));
    it.hand_in("grace", good);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada 6 kept\n"));
    CHECK(it.said("grace 6\n"));
    CHECK(it.said("linus 0 kept\n"));
}

TEST_CASE("the lab's own hand-in form is graded: a folder python and a report", "[grade]") {
    const world it;
    it.hand_in("ada", "import helper, sys\nsys.exit(helper.STATUS)\n", "python/tcp_server.py");
    it.hand_in("ada", "STATUS = 0\n", "python/helper.py");
    it.hand_in("ada", "Ten words of my own are enough for a report here.\n", "REPORTE.md");
    it.hand_in("grace", "raise SystemExit(1)\n", "python/cp_server.py");
    it.hand_in("linus", "int main(void) { return 0; }\n", "tcp_server.c");
    it.hand_in("alan", "def serve(:\n", "python/tcp_server.py");
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada 6\n"));
    CHECK(it.said("grace 3\n"));
    CHECK(it.said("linus 6\n"));
    CHECK(it.said("alan 0\n"));
    const auto result = [&](const char* name) {
        return nlohmann::json::parse(support::read_file(it.out() / name / "result.json"));
    };
    CHECK(result("ada").at("programs")[0].at("language") == "Python");
    CHECK(result("ada").at("report").at("status") == "present");
    CHECK(result("grace").at("notes")[1] == "cp_server.py was taken for tcp_server.py.");
    CHECK(result("linus").at("programs")[0].at("language") == "C");
    const auto failed = result("alan").at("programs")[0];
    CHECK(failed.at("status") == "build-failed");
    CHECK(failed.at("message").get<std::string>().find("tcp_server.py:1: error: ") == 0);
}

TEST_CASE("another language changes the pages, and judges nothing again", "[grade]") {
    world it;
    it.hand_in("ada", good);
    it.hand_in("grace", half);
    REQUIRE(it.grade() == 0);
    const auto page = [&] { return support::read_file(it.out() / "grace/feedback.html"); };
    const auto holds = [&](const char* text) { return page().find(text) != std::string::npos; };
    CHECK(holds("Echoes"));
    CHECK(holds("Cut after 3 bytes."));
    it.what_.language = course::language::es;
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada 6 kept\n"));
    CHECK(it.said("grace 3 kept\n"));
    for (const char* text : {"lang=\"es\"", "Devuelve", "Cortado tras 3 bytes.", "no se cumple"})
        CHECK(holds(text));
    CHECK_FALSE(holds("Cut after"));
    CHECK(support::read_file(it.out() / "class.html").find("lang=\"es\"") != std::string::npos);
    it.what_.language = course::language::en;
    REQUIRE(it.grade() == 0);
    CHECK(it.said("grace 3 kept\n"));
    CHECK(holds("Cut after 3 bytes."));
}

TEST_CASE("graded in English, shown in Spanish: no English sentence is left", "[grade]") {
    world it;
    it.hand_in("ada", good);
    it.hand_in("grace", half);
    it.hand_in("linus", "int main( {}\n");
    it.hand_in("renamed", good);
    fs::rename(it.what_.submissions.front() / "renamed/tcp_server.cpp",
               it.what_.submissions.front() / "renamed/TCPServer.cpp");
    REQUIRE(it.grade() == 0);
    const auto english = everything_below(it.out());
    for (const char* text : {"Cut after", "was taken for", "Not tried", "Sent."}) {
        INFO(text);
        CHECK(english.find(text) != std::string::npos);
    }
    it.what_.language = course::language::es;
    REQUIRE(it.grade() == 0);
    const auto spanish = everything_below(it.out());
    for (const char* text : {"Cut after", "was taken for", "Not tried", "Sent."}) {
        INFO(text);
        CHECK(spanish.find(text) == std::string::npos);
    }
    for (const char* text : {"(1)", "(2)", "(3)", "(5)", "(6)", "Enviamos."}) {
        INFO(text);
        CHECK(spanish.find(text) != std::string::npos);
    }
}

TEST_CASE("the guide lies beside the pages that link to it", "[grade]") {
    world it;
    it.put_guide();
    it.what_.language = course::language::es;
    it.hand_in("ada", good);
    it.hand_in("grace", half);
    REQUIRE(it.grade() == 0);
    // Each page of the guide links to the other language.
    for (const char* file : {"guide.en.html", "guide.es.html"})
        CHECK(support::read_file(it.out() / file) == "<!DOCTYPE html>");
    CHECK(support::read_file(it.out() / "class.html").find("href=\"guide.es.html\"") !=
          std::string::npos);
    CHECK(support::read_file(it.out() / "ada/feedback.html").find("href=\"../guide.es.html\"") !=
          std::string::npos);
}

TEST_CASE("with --again everything is judged, and a person's mark stays", "[grade]") {
    world it;
    it.hand_in("ada", good);
    it.hand_in("grace", half);
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
    const world it;
    it.hand_in("ana", good);
    it.hand_in("zoe", good);  // one folder alone would be one submission
    it.hand_in("ana", "Ten words of my own are enough for a report here.\n", "REPORTE.md");
    REQUIRE(it.grade() == 0);
    const auto marked = it.out() / "ana/result.json";
    auto result = nlohmann::json::parse(support::read_file(marked));
    result["report"]["score"] = 7;
    std::ofstream(marked) << result.dump(2);
    it.hand_in("Ana", half);  // before ana in the alphabet
    it.hand_in("class.html", half);
    it.hand_in("GRADES.csv", half);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ana 6 kept\n"));
    CHECK(it.said("Ana-2 3\n"));
    CHECK(it.said("class.html-2 3\n"));
    CHECK(it.said("GRADES.csv-2 3\n"));
    CHECK(fs::is_regular_file(it.out() / "class.html"));
    CHECK(fs::is_regular_file(it.out() / "grades.csv"));
    CHECK(nlohmann::json::parse(support::read_file(marked)).at("report").at("score") == 7);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("Ana-2 3 kept\n"));
}

TEST_CASE("a mark typed into result.json counts, and the sums follow from it", "[grade]") {
    const world it;
    it.hand_in("ada", good);
    it.hand_in("grace", half);
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
    fs::remove(it.out() / "marks.toml");
    REQUIRE(it.grade() == 0);
    CHECK(contains(support::read_file(it.out() / "marks.toml"), "points = \"8.5\""));
    CHECK(support::read_file(it.out() / "grades.csv").find("14.5") != std::string::npos);
    CHECK(support::read_file(it.out() / "ada/feedback.html").find("14.5") != std::string::npos);
}

TEST_CASE("the grade book is what OUT holds, not only what this run graded", "[grade]") {
    world it;
    it.hand_in("ada", good);
    it.hand_in("grace", half);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("others 0"));
    CHECK(it.said("ada: new\n"));
    it.hand_in("ada", half);
    it.what_.submissions = {it.what_.submissions.front() / "ada"};
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada: changed\n"));
    CHECK(it.said("others 1"));
    const auto table = support::read_file(it.out() / "grades.csv");
    CHECK(contains(table, "\"ada\",\"ada\",3,"));
    CHECK(contains(table, "\"grace\",\"grace\",3,"));
    CHECK(contains(support::read_file(it.out() / "class.html"), "grace/feedback.html"));
    it.what_.again = true;
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada: again\n"));
}

TEST_CASE("of two with one file name, each keeps its folder, whatever the order", "[grade]") {
    world it;
    const auto one = it.what_.submissions.front() / "one/ana";
    const auto two = it.what_.submissions.front() / "two/ana";
    it.hand_in("one/ana", good);
    it.hand_in("two/ana", half);
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
    world it;
    const std::string report = "Ten words of my own are enough for a report here.\n";
    it.hand_in("ada", good);
    it.hand_in("ada", report, "REPORTE.md");
    it.hand_in("grace", half);
    REQUIRE(it.grade() == 0);
    // Its entry to fill in is there.
    const auto asked = support::read_file(it.out() / "marks.toml");
    CHECK(contains(asked, "submission = \"ada\""));
    CHECK_FALSE(contains(asked, "\"grace\""));
    it.fill_in("points = \"\"", "points = \"8,5\"");
    it.fill_in("comment = \"\"", "comment = \"Good <figures>.\"");
    it.fill_in("author = \"\"", "author = \"Grace H.\"");
    it.fill_in("date = \"\"", "date = 2026-12-01");
    REQUIRE(it.grade() == 0);
    CHECK(it.result("ada")["report"]["score"] == 8.5);
    CHECK(it.result("ada")["provisional"] == false);
    const auto page = support::read_file(it.out() / "ada/feedback.html");
    for (const char* text : {"Good &lt;figures&gt;.", "Grace H., 2026-12-01", "14.5"})
        CHECK(contains(page, text));
    // A resubmission with the same report.
    it.hand_in("ada", half);
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
    CHECK(contains(support::read_file(it.out() / "grades.csv"), "\"attention\""));
    // What a person wrote stands as it was; an entry for the new report comes after it.
    const auto after = support::read_file(it.out() / "marks.toml");
    CHECK(after.substr(0, before.size()) == before);
    CHECK(after.size() > before.size());
    REQUIRE(it.grade() == 0);
    CHECK(support::read_file(it.out() / "marks.toml") == after);
}

TEST_CASE("points that a person sets survive --again, and are shown as such", "[grade][marks]") {
    world it;
    it.hand_in("grace", half);
    it.hand_in("zoe", good);
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
    CHECK(contains(page,
                   "2 of 3 points, by Grace H.. The automatic points were 0. Worked in the oral"));
    CHECK(contains(support::read_file(it.out() / "grades.csv"), "\"tcp_server/echo\""));
    support::write_file(it.out() / "marks.toml", "");
    it.what_.again = false;
    REQUIRE(it.grade() == 0);
    CHECK(it.result("grace")["score"] == 3);
}

TEST_CASE("a mistake in marks.toml is told with its line", "[grade][marks]") {
    world it;
    it.hand_in("ada", good);
    it.hand_in("grace", half);
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
    world it;
    it.what_.unpacker = SOCK_UNPACK;
    it.hand_in("ada", good);
    it.hand_in("docx", good);
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
    CHECK(contains(table, "\"rar\",\"rar.rar\",,16,\"attention\""));
    CHECK(contains(table, "\"docx\",\"docx\",6,16,\"attention\""));
    CHECK(contains(table, "\"ada\",\"ada\",6,16,\"final\""));
    CHECK(contains(support::read_file(it.out() / "class.html"), "rar: this is RAR"));
    // A person's points settle it.
    support::write_file(it.out() / "marks.toml",
                        "[[mark]]\nsubmission = 'rar'\nreport = '" +
                            it.result("rar")["submission"]["sha256"].get<std::string>() +
                            "'\npoints = 0\n");
    REQUIRE(it.grade() == 0);
    CHECK_FALSE(it.said("attention rar"));
    CHECK(contains(support::read_file(it.out() / "grades.csv"),
                   "\"rar\",\"rar.rar\",0,16,\"final\""));
}

TEST_CASE("without a sandbox, every page and every row says so", "[grade]") {
    const world it;
    it.hand_in("ada", good);
    it.hand_in("grace", half);
    REQUIRE(it.grade() == 0);
    const auto table = support::read_file(it.out() / "grades.csv");
    CHECK(contains(table, ",\"WITHOUT A SANDBOX\","));
    CHECK(contains(table, ",\"WITHOUT A SANDBOX   tcp_server: 1 check\","));
    CHECK(contains(table, ",\"no\"\r\n"));
    for (const char* page : {"class.html", "ada/feedback.html", "grace/feedback.html"})
        CHECK(contains(support::read_file(it.out() / page), "without a sandbox"));
}

TEST_CASE("an invalid result.json is kept under another name, and reported", "[grade]") {
    const world it;
    it.hand_in("ada", good);
    it.hand_in("grace", half);
    REQUIRE(it.grade() == 0);
    const std::string mistyped = "{\"report\": {\"score\": 8,5}}";
    support::write_file(it.out() / "ada/result.json", mistyped);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada 6\n"));
    CHECK(it.said("result.unreadable.json"));
    CHECK(support::read_file(it.out() / "ada/result.unreadable.json") == mistyped);
}

TEST_CASE("an internal error is reported, and graded again next time", "[grade]") {
    const world it;
    it.hand_in("ada", good);
    it.hand_in("eve", "int main() { return 8; }\n");
    CHECK(it.grade() == 3);
    CHECK(it.said("ada 6\n"));
    CHECK(it.said("eve 0 ours\n"));
    CHECK(support::read_file(it.out() / "grades.csv").find("grade-again") != std::string::npos);
    CHECK(it.grade() == 3);
    CHECK(it.said("ada 6 kept\n"));
    CHECK(it.said("eve 0 ours\n"));
}

TEST_CASE("an interrupted batch keeps its results, and the next run continues", "[grade]") {
    world it;
    it.what_.jobs = 1;
    it.hand_in("ada", good);
    it.hand_in("zoe", "int main() { return 7; }\n");  // the suite hangs
    const pid_t child = it.start();
    support::deadline until(support::milliseconds{60'000});
    while (!fs::exists(it.out() / "ada/result.json") && !until.expired())
        ::poll(nullptr, 0, until.poll_timeout(support::milliseconds{5}));
    ::kill(child, SIGINT);
    CHECK(world::wait(child) == 3);
    CHECK(it.said("ada 6\n"));
    CHECK(it.said("failed Interrupted: 1 of 2"));
    CHECK_FALSE(fs::exists(it.out() / "zoe/result.json"));
    it.hand_in("zoe", half);
    CHECK(it.grade() == 0);
    CHECK(it.said("ada 6 kept\n"));
    CHECK(it.said("zoe 3\n"));
}

TEST_CASE("kill -9 leaves no folder behind", "[grade]") {
    world it;
    it.what_.jobs = 1;
    it.hand_in("ada", good);
    it.hand_in("zoe", "int main() { return 7; }\n");  // the suite hangs
    const auto temporary = it.temporary_for_everyone();
    const auto before = fs::temp_directory_path();
    ::setenv("TMPDIR", temporary.c_str(), 1);
    support::adopt_orphans();
    const pid_t child = it.start();
    ::setenv("TMPDIR", before.c_str(), 1);
    // The suite runs, and no compiler that could still write there.
    const auto judging = [&] {
        const auto all = support::family(::getpid());
        return fs::exists(it.out() / "ada/result.json") &&
               std::any_of(all.begin(), all.end(), [](const support::entry& each) {
                   return support::read_file("/proc/" + std::to_string(each.pid) + "/comm") ==
                          "sleep\n";
               });
    };
    CHECK(support::await(judging, support::deadline(support::milliseconds{60'000})));
    CHECK_FALSE(fs::is_empty(temporary));
    ::kill(child, SIGKILL);
    CHECK(world::wait(child) == -1);
    const auto gone = [&] { return fs::is_empty(temporary); };
    CHECK(support::await(gone, support::deadline(support::milliseconds{20'000})));
    support::end_all_descendants();
    support::adopt_orphans(false);
}

TEST_CASE("nothing is graded without a sandbox, unless an option allows it", "[grade]") {
    world it;
    it.hand_in("ada", good);
    it.hand_in("grace", good);
    it.what_.unsafe_no_sandbox = false;
    CHECK(it.grade() == 3);
    CHECK(it.said("failed No grading without a sandbox"));
    CHECK_FALSE(it.said("began"));
    CHECK_FALSE(fs::exists(it.out() / "ada"));
}

TEST_CASE("a usage error comes before any file is written", "[grade]") {
    world it;
    it.what_.submissions.push_back("/nowhere/eve.zip");
    it.hand_in("ada", good);
    it.hand_in("grace", good);
    CHECK(it.grade() == 2);
    CHECK(it.said("failed There is no /nowhere/eve.zip."));
    CHECK_FALSE(fs::exists(it.out()));
}

TEST_CASE("a header that the exercise gives is there, whoever grades", "[grade]") {
    // As root, the course is copied for the ordinary user.
    const world it;
    it.put("exercises/01_tcp_server/exercise.toml",
           "files = ['given.h']\n" + std::string(exercise));
    it.put("exercises/01_tcp_server/given.h", "#define STATUS 0\n");
    it.hand_in("ada", "#include \"given.h\"\nint main() { return STATUS; }\n");
    it.hand_in("grace", half);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada 6\n"));
}

TEST_CASE("files of a run as root belong to an ordinary user", "[grade]") {
    if (::geteuid() != 0) {
        WARN("SKIPPED: not root");
        return;
    }
    const world it;
    it.hand_in("ada", good);
    it.hand_in("grace", good);
    REQUIRE(it.grade() == 0);
    struct stat about {};
    for (const char* file : {"", "grades.csv", "ada", "ada/result.json"}) {
        REQUIRE(::stat((it.out() / file).c_str(), &about) == 0);
        CHECK(about.st_uid != 0);
        CHECK(about.st_gid != 0);
    }
}

TEST_CASE("the course's rules are applied without judging again", "[grade][rules]") {
    world it;
    it.hand_in("Ada Lovelace", good);
    it.hand_in("Grace Hopper", good);
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
    CHECK(contains(page, "Not handed in: 1"));
    CHECK(contains(page, "Alan Turing"));
    CHECK(contains(support::read_file(it.out() / "grades.csv"),
                   "\"1\",\"Ada Lovelace\",\"\",\"\",40,"));
    // The roster is kept in OUT; a mistake in a new one stops grading and leaves that as it was.
    it.put("class.csv", "id,name\n1,Ada\n1,Grace\n");
    CHECK(it.grade() == 2);
    CHECK(it.said("class.csv:3: another line has the id `1`"));
    it.what_.roster.clear();
    REQUIRE(it.grade() == 0);
    CHECK(contains(support::read_file(it.out() / "class.html"), "Alan Turing"));
    CHECK(contains(support::read_file(it.out() / "Ada_Lovelace/questions.md"),
                   "The check `tcp_server/listens` passed"));
}

TEST_CASE("a form that is filled in becomes marks", "[grade][rubric]") {
    world it;
    it.hand_in("ada", good);
    it.hand_in("grace", half);
    it.hand_in("ada", "Ten words of my own are enough for a report here.\n", "REPORTE.md");
    REQUIRE(it.grade() == 0);
    CHECK(it.result("ada")["provisional"] == true);
    auto form = support::read_file(it.out() / "rubric.csv");
    const std::string empty = ",\"\",\"\",\"\"\r\n";  // points, comment, author
    REQUIRE(contains(form, empty));
    form.replace(form.find(empty), empty.size(), ",\"8,5\",\"Good.\",\"Grace\"\r\n");
    support::write_file(it.out() / "rubric.csv", form);
    REQUIRE(it.grade() == 0);
    CHECK(it.result("ada")["report"]["score"] == 8.5);
    CHECK(it.result("ada")["provisional"] == false);
    CHECK(contains(support::read_file(it.out() / "marks.toml"), "comment = \"Good.\""));
    CHECK_FALSE(contains(support::read_file(it.out() / "rubric.csv"), "ada"));
    // The same form from elsewhere adds nothing.
    it.put("filled.csv", form);
    it.what_.rubric = it.out().parent_path() / "filled.csv";
    const auto before = support::read_file(it.out() / "marks.toml");
    REQUIRE(it.grade() == 0);
    CHECK(support::read_file(it.out() / "marks.toml") == before);
}

#include "grading/discover.hpp"

#include "course/report_template.hpp"
#include "grading/held_folder.hpp"
#include "grading/manifest.hpp"
#include "grading/problem.hpp"
#include "sock_catch.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/scratch.hpp"
#include "tools/wire/sample.hpp"

#include <algorithm>

#include <sys/stat.h>
#include <unistd.h>

namespace {

const std::string zip = "PK\x03\x04 not really";

const course::course& small_course() {
    static const auto it = sample::one_exercise();
    return it;
}

std::vector<grading::candidate> found(const scratch& place, const std::string& below = ".") {
    auto arguments = grading::open_arguments({place.path() / below}, words());
    return grading::candidates_in(std::move(arguments.at(0)), small_course(), place.path() / "work",
                                  words());
}

std::vector<std::string> names(const std::vector<grading::candidate>& all) {
    std::vector<std::string> result;
    for (const auto& it : all)
        result.push_back(it.name);
    std::sort(result.begin(), result.end());
    return result;
}

using list = std::vector<std::string>;

std::string complaint(const std::filesystem::path& path) {
    try {
        (void)grading::open_arguments({path}, words());
        return "";
    } catch (const grading::problem& reason) {
        CHECK(reason.status == 2);
        return reason.what();
    }
}

grading::manifest manifest(const std::vector<unpack::file>& files, const std::string& given = "") {
    return grading::read_manifest(files, small_course(), given, words());
}

}  // namespace

TEST_CASE("an archive is one submission", "[discover]") {
    const scratch place;
    place.put("class/Practica_Ada.zip", zip);
    CHECK(names(found(place, "class/Practica_Ada.zip")) == list{"Practica_Ada"});
}

TEST_CASE("a folder of folders and archives is a class", "[discover]") {
    const scratch place;
    place.put("class/ada/tcp_server.cpp");
    place.put("class/grace/work/tcp_server.cpp");
    place.put("class/Linus.ZIP", zip);
    place.put("class/alan.tar.gz", "\x1f\x8b");
    place.put("class/list of students.txt");
    place.put("class/.git/config");
    place.put("class/__MACOSX/x");
    CHECK(names(found(place, "class")) == list{"Linus", "ada", "alan", "grace"});
}

TEST_CASE("a folder with sources is one submission, in any layout", "[discover]") {
    const scratch place;
    place.put("flat/tcp_server.cpp");
    place.put("flat/other/x.txt");
    place.put("flat/more/x.txt");
    CHECK(names(found(place, "flat")) == list{"flat"});
    place.put("wrong/TCP_Server (1).cpp");
    place.put("wrong/a/x");
    place.put("wrong/b/x");
    CHECK(names(found(place, "wrong")) == list{"wrong"});
    place.put("tree/01_tcp_server/tcp_server.cpp");
    place.put("tree/other/x");
    CHECK(names(found(place, "tree")) == list{"tree"});
    place.put("src/src/tcp_server.cpp");
    place.put("src/docs/x");
    CHECK(names(found(place, "src")) == list{"src"});
    place.put("deep/Practica/tcp_server.cpp");
    place.put("deep/__MACOSX/x");
    CHECK(names(found(place, "deep")) == list{"deep"});
    place.put("only report/REPORTE.md");
    place.put("only report/a/x");
    place.put("only report/b/x");
    CHECK(names(found(place, "only report")) == list{"only report"});
}

TEST_CASE("a Moodle download is a class", "[discover]") {
    const scratch place;
    place.put("m/Ada Lovelace_11_assignsubmission_file/tcp_server.cpp");
    place.put("m/Grace Hopper_12_assignsubmission_file_/Practica.zip", zip);
    place.put("m/Alan Turing_13_assignsubmission_file_Practica.zip", zip);
    place.put("m/Linus T_14_assignsubmission_file_tcp_server.cpp", "int main() {}");
    place.put("m/Linus T_14_assignsubmission_file_REPORTE.md", "words");
    const auto all = found(place, "m");
    CHECK(names(all) == list{"Ada Lovelace", "Alan Turing", "Grace Hopper", "Linus T"});
    const auto linus =
        std::find_if(all.begin(), all.end(), [](const auto& it) { return it.name == "Linus T"; });
    REQUIRE(linus != all.end());
    CHECK(linus->is_folder);
    CHECK(std::filesystem::exists(place.path() / "work/loose-Linus_T-14/tcp_server.cpp"));
    CHECK(std::filesystem::exists(place.path() / "work/loose-Linus_T-14/REPORTE.md"));
    // A single folder is a class, too, if it has the platform's name pattern.
    place.put("m1/Ada Lovelace_11_assignsubmission_file/tcp_server.cpp");
    CHECK(names(found(place, "m1")) == list{"Ada Lovelace"});
}

TEST_CASE("a text typed into Moodle is not a second student", "[discover]") {
    const scratch place;
    place.put("m/Ada Lovelace_11_assignsubmission_file/tcp_server.cpp");
    place.put("m/Ada Lovelace_11_assignsubmission_onlinetext/onlinetext.html", "<p>Hello</p>");
    place.put("m/Grace Hopper_12_assignsubmission_onlinetext/onlinetext.html", "<p>Hello</p>");
    place.put("m/Linus T_14_assignsubmission_file_tcp_server.cpp", "int main() {}");
    place.put("m/Linus T_14_assignsubmission_onlinetext_onlinetext.html", "<p>Hello</p>");
    const auto all = found(place, "m");
    CHECK(names(all) == list{"Ada Lovelace", "Grace Hopper", "Linus T"});
    for (const auto& it : all) {
        REQUIRE(it.notes.size() == 1);
        CHECK(it.notes[0].id == "note.typed");
    }
}

TEST_CASE("names of blind marking are told apart by the platform's number", "[discover]") {
    const scratch place;
    place.put("m/Participante_11_assignsubmission_file/tcp_server.cpp");
    place.put("m/Participante_12_assignsubmission_file_Practica.zip", zip);
    place.put("m/Participante_13_assignsubmission_file_tcp_server.cpp", "int main() {}");
    CHECK(names(found(place, "m")) ==
          list{"Participante 11", "Participante 12", "Participante 13"});
}

TEST_CASE("the last of several Canvas submissions counts", "[discover]") {
    const scratch place;
    place.put("c/lovelaceada_5_999_Practica.zip", zip);
    place.put("c/lovelaceada_5_1000_Practica-1.zip", zip);
    place.put("c/turingalan_LATE_6_1001_Practica.zip", zip);
    const auto all = found(place, "c");
    REQUIRE(names(all) == list{"lovelaceada", "turingalan"});
    CHECK(all[0].file == "lovelaceada_5_1000_Practica-1.zip");
    CHECK(all[0].notes.size() == 1);
    CHECK(all[1].notes.size() == 1);
}

TEST_CASE("results are not graded", "[discover]") {
    const scratch place;
    place.put("class/ada/tcp_server.cpp");
    place.put("class/grace/tcp_server.cpp");
    place.put("class/results/grades.csv");
    const auto out = grading::folder::open(place.path() / "class/results");
    auto arguments = grading::open_arguments({place.path() / "class"}, words());
    CHECK(arguments[0].entries.size() == 3);
    grading::leave_out(arguments, out.get());
    CHECK(arguments[0].entries.size() == 2);
}

TEST_CASE("a path that cannot be graded gets one clear line", "[discover]") {
    const scratch place;
    CHECK(complaint(place.path() / "nowhere.zip").find("There is no") == 0);
    CHECK(complaint(place.put("text.zip", "hello")).find("neither a folder nor") !=
          std::string::npos);
    CHECK(complaint(place.put("none.zip", "")).find("is an empty file") != std::string::npos);
    CHECK(complaint(place.put("empty.zip", std::string("PK\x05\x06") + std::string(18, '\0')))
              .find("empty archive") != std::string::npos);
    std::filesystem::create_directories(place.path() / "empty");
    CHECK(complaint(place.path() / "empty").find("empty folder") != std::string::npos);
    ::mkfifo((place.path() / "fifo.zip").c_str(), 0644);
    CHECK(complaint(place.path() / "fifo.zip").find("neither") != std::string::npos);
    CHECK(complaint("/dev/null").find("neither") != std::string::npos);
}

TEST_CASE("a file that cannot be read stops the grading before it begins", "[discover]") {
    if (::geteuid() == 0) {
        WARN("SKIPPED: root can read everything");
        return;
    }
    const scratch place;
    const auto file = place.put("ada/src/tcp_server.cpp");
    auto all = found(place, "ada");
    CHECK_NOTHROW(grading::check_readable(all, words()));
    ::chmod(file.c_str(), 0);
    CHECK_THROWS_AS(grading::check_readable(all, words()), grading::problem);
}

TEST_CASE("links in a class are not followed", "[discover]") {
    const scratch place;
    place.put("class/ada/tcp_server.cpp");
    place.put("class/grace/tcp_server.cpp");
    std::filesystem::create_symlink("/etc", place.path() / "class/etc");
    std::filesystem::create_symlink("/etc/passwd", place.path() / "class/x.zip");
    CHECK(names(found(place, "class")) == list{"ada", "grace"});
}

TEST_CASE("programs are found in any folder", "[manifest]") {
    auto it = manifest({{"deep/er/tcp_server.cpp", "deep"},
                        {"src/tcp_server.cpp", "right"},
                        {"src/mine.hpp", ""},
                        {"src/sub/more.h", ""},
                        {"other.hpp", ""}});
    REQUIRE(it.programs.size() == 1);
    CHECK(it.programs[0].main == "src/tcp_server.cpp");
    CHECK(it.programs[0].files.size() == 3);
    REQUIRE(it.notes.size() == 1);
    CHECK(it.notes[0].text ==
          "deep/er/tcp_server.cpp was passed over; src/tcp_server.cpp was used.");
    CHECK(it.report == wire::report_status::missing);
    it = manifest({{"readme.txt", ""}});
    CHECK(it.programs[0].main.empty());
    CHECK(it.notes.empty());
}

TEST_CASE("names changed by platforms and people are repaired", "[manifest]") {
    for (const char* name :
         {"TCP_Server.cpp", "tcp_server.CPP", "tcp_server(1).cpp", "tcp_server (2).cpp",
          "tcp_server-1.cpp", "tcp-server.cpp", "tcpserver.cpp", "tcp_server.cc",
          "tcp_server.cpp.txt", "Copia de tcp_server.cpp", "tcp_server - copia.cpp"}) {
        INFO(name);
        const auto it = manifest({{std::string("x/") + name, ""}});
        CHECK(it.programs[0].main == std::string("x/") + name);
        CHECK(it.notes.size() == 1);
    }
    for (const char* name : {"tcp_server.pyc", "tcp_server.hpp", "my_tcp_server.cpp", "server.cpp",
                             "tcp_server.cpp.bak", "tcp_server"}) {
        INFO(name);
        CHECK(manifest({{name, ""}}).programs[0].main.empty());
    }
    // The right name wins over a shallower wrong one.
    const auto it = manifest({{"tcp_server(1).cpp", ""}, {"a/b/tcp_server.cpp", ""}});
    CHECK(it.programs[0].main == "a/b/tcp_server.cpp");
    CHECK_FALSE(grading::likely_source(std::string(100'000, 'a') + ".cpp",
                                       small_course().exercises.front()));
}

TEST_CASE("a program may be in C or in Python", "[manifest]") {
    auto it = manifest({{"python/tcp_server.py", "main"}, {"python/lines.py", ""}});
    CHECK(it.programs[0].in == course::dialect::python);
    CHECK(it.programs[0].main == "python/tcp_server.py");
    CHECK(it.programs[0].files.size() == 2);
    CHECK(it.notes.empty());
    it = manifest({{"TCP_Server(1).C.txt", "main"}, {"lines.h", ""}, {"lines.py", ""}});
    CHECK(it.programs[0].in == course::dialect::c);
    CHECK(it.programs[0].files.size() == 2);
    REQUIRE(it.notes.size() == 1);
    CHECK(it.notes[0].text == "TCP_Server(1).C.txt was taken for tcp_server.c.");
}

TEST_CASE("of two copies of a program a note says which one counted", "[manifest]") {
    auto it = manifest({{"tcp_server.cpp", "old"}, {"tcp_server (1).cpp", "new"}});
    CHECK(it.programs[0].main == "tcp_server.cpp");
    REQUIRE(it.notes.size() == 1);
    CHECK(it.notes[0].text == "tcp_server (1).cpp was passed over; tcp_server.cpp was used.");
    const std::string stub = "// TODO 1 (listen): Listen.\n// TODO 2 (echo): Echo.\n";
    it = manifest({{"tcp_server.cpp", stub}, {"tcp_server (1).cpp", "new"}});
    CHECK(it.programs[0].main == "tcp_server (1).cpp");
    CHECK(it.notes.size() == 2);
}

TEST_CASE("a slip of the published lab in the names of its scripts is taken", "[manifest]") {
    const auto it = manifest({{"python/cp_server.py", "main"}});
    CHECK(it.programs[0].main == "python/cp_server.py");
    REQUIRE(it.notes.size() == 1);
    CHECK(it.notes[0].text == "python/cp_server.py was taken for tcp_server.py.");
    CHECK(manifest({{"python/p_server.py", "main"}}).programs[0].main.empty());
}

TEST_CASE("one program in two languages is told", "[manifest]") {
    const auto it = manifest({{"python/tcp_server.py", "main"}, {"tcp_server.cpp", "main"}});
    CHECK(it.programs[0].main == "tcp_server.cpp");
    REQUIRE(it.notes.size() == 1);
    CHECK(it.notes[0].id == "note.two-languages");
    CHECK(it.notes[0].params.at("file") == "python/tcp_server.py");
}

TEST_CASE("a stub beside a program in another language is not what is handed in", "[manifest]") {
    const std::string stub = "// TODO 1 (listen): Listen.\n// TODO 2 (echo): Echo.\n";
    const auto it = manifest({{"tcp_server.cpp", stub}, {"python/tcp_server.py", "main"}});
    CHECK(it.programs[0].main == "python/tcp_server.py");
    REQUIRE(it.notes.size() == 1);
    CHECK(it.notes[0].id == "note.two-languages");
    CHECK(it.notes[0].params.at("file") == "tcp_server.cpp");
    CHECK(manifest({{"tcp_server.cpp", stub}}).programs[0].main == "tcp_server.cpp");
}

TEST_CASE("a report counts if something was written into it", "[manifest]") {
    const std::string given = "# Reporte\n\n## Experimento A\n\n(escribe aquí lo que observaste)\n";
    using wire::report_status;
    CHECK(manifest({{"a/REPORTE.md", given}}, given).report == report_status::empty);
    CHECK(manifest({{"REPORTE.md", ""}}, given).report == report_status::empty);
    const auto written =
        given + "El cliente se quedó esperando para siempre: nadie le dijo nada.\n";
    auto it = manifest({{"REPORTE.md", written}}, given);
    CHECK(it.report == report_status::present);
    CHECK(it.report_text == written);
    CHECK(it.notes.empty());
    it = manifest({{"reporte.MD", written}}, given);
    CHECK(it.report == report_status::present);
    CHECK(it.notes.size() == 1);
    const std::string words = "Once palabras: a b c d e f g h i";
    std::string utf16 = "\xFF\xFE";
    for (const char c : words)
        utf16.append({c, '\0'});
    it = manifest({{"REPORTE.md", utf16}}, given);
    CHECK(it.report == report_status::present);
    CHECK(it.report_text == words);
    it = manifest({{"REPORTE.pdf", "%PDF"}}, given);
    CHECK(it.report == report_status::missing);
    CHECK(it.notes.size() == 1);
    CHECK(grading::own_words("a\r\nb c\r\n", "a\n") == 2);
}

TEST_CASE("a report's name of any length is read", "[manifest]") {
    const std::string digits(60'000, '1');
    CHECK(manifest({{"reporte(" + digits + ").md", ""}}).notes.empty());
    CHECK(manifest({{"Reporte de " + digits + ".PDF", "%PDF"}}).notes.size() == 1);
    CHECK(manifest({{"report.docx", "PK"}}).notes.size() == 1);
    CHECK(manifest({{"a report.pdf", "%PDF"}}).notes.empty());
}

TEST_CASE("evidence of experiments is submitted, and is not the report", "[manifest]") {
    const std::string given = "# Reporte\n\n<!-- lab experiment a: -->\n(comandos y salida)\n"
                              "<!-- end of lab experiment a -->\n";
    const std::string evidence =
        "El cliente lo notó al volver a tocar el socket, lo dijo y terminó "
        "con estado uno, como describe el laboratorio.\n";
    const auto report = course::put_evidence(given, "a", evidence, "A").report;
    const auto it = manifest({{"REPORTE.md", report},
                              {"evidence/experiment_a.svg", "<svg/>"},
                              {"evidence/experiment_a.jsonl", "{}\n"}},
                             given);
    CHECK(it.notes.empty());
    CHECK(it.report == wire::report_status::empty);
    CHECK(it.report_text == report);
}

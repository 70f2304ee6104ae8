// Grading a class: what is judged, what is told, and what stays when it is broken off.
#include "support/deadline.hpp"
#include "support/guardian.hpp"
#include "support/process_table.hpp"
#include "tools/grading/toy_class.hpp"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdlib>

#include <poll.h>

TEST_CASE("a class is graded, and a second run only grades what is new", "[grade]") {
    const toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::half);
    it.hand_in("linus", "int main( {}\n");
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada 6\n"));
    CHECK(it.said("grace 3\n"));
    CHECK(it.said("linus 0\n"));
    for (const char* file : {"grades.csv", "class.html", "ada/result.json", "linus/feedback.html"})
        CHECK(std::filesystem::exists(it.out() / file));
    it.hand_in("grace", toy::good);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada 6 kept\n"));
    CHECK(it.said("grace 6\n"));
    CHECK(it.said("linus 0 kept\n"));
}

TEST_CASE("the lab's own hand-in form is graded: a folder python and a report", "[grade]") {
    const toy::graded_class it;
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
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::half);
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
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::half);
    it.hand_in("linus", "int main( {}\n");
    it.hand_in("renamed", toy::good);
    std::filesystem::rename(it.what_.submissions.front() / "renamed/tcp_server.cpp",
                            it.what_.submissions.front() / "renamed/TCPServer.cpp");
    REQUIRE(it.grade() == 0);
    const auto english = toy::everything_below(it.out());
    for (const char* text : {"Cut after", "was taken for", "Not tried", "Sent."}) {
        INFO(text);
        CHECK(english.find(text) != std::string::npos);
    }
    it.what_.language = course::language::es;
    REQUIRE(it.grade() == 0);
    const auto spanish = toy::everything_below(it.out());
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
    toy::graded_class it;
    it.put_guide();
    it.what_.language = course::language::es;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::half);
    REQUIRE(it.grade() == 0);
    // Each page of the guide links to the other language.
    for (const char* file : {"guide.en.html", "guide.es.html"})
        CHECK(support::read_file(it.out() / file) == "<!DOCTYPE html>");
    CHECK(support::read_file(it.out() / "class.html").find("href=\"guide.es.html\"") !=
          std::string::npos);
    CHECK(support::read_file(it.out() / "ada/feedback.html").find("href=\"../guide.es.html\"") !=
          std::string::npos);
}

TEST_CASE("without a sandbox, every page and every row says so", "[grade]") {
    const toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::half);
    REQUIRE(it.grade() == 0);
    const auto table = support::read_file(it.out() / "grades.csv");
    CHECK(holds(table, ",\"WITHOUT A SANDBOX\","));
    CHECK(holds(table, ",\"WITHOUT A SANDBOX   tcp_server: 1 check\","));
    CHECK(holds(table, ",\"no\"\r\n"));
    for (const char* page : {"class.html", "ada/feedback.html", "grace/feedback.html"})
        CHECK(holds(support::read_file(it.out() / page), "without a sandbox"));
}

TEST_CASE("an invalid result.json is kept under another name, and reported", "[grade]") {
    const toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::half);
    REQUIRE(it.grade() == 0);
    const std::string mistyped = "{\"report\": {\"score\": 8,5}}";
    support::write_file(it.out() / "ada/result.json", mistyped);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada 6\n"));
    CHECK(it.said("result.unreadable.json"));
    CHECK(support::read_file(it.out() / "ada/result.unreadable.json") == mistyped);
}

TEST_CASE("an internal error is reported, and graded again next time", "[grade]") {
    const toy::graded_class it;
    it.hand_in("ada", toy::good);
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
    toy::graded_class it;
    it.what_.jobs = 1;
    it.hand_in("ada", toy::good);
    it.hand_in("zoe", "int main() { return 7; }\n");  // the suite hangs
    it.what_.exports = "junit";
    const pid_t child = it.start();
    support::deadline until(support::milliseconds{60'000});
    while (!std::filesystem::exists(it.out() / "ada/result.json") && !until.expired())
        ::poll(nullptr, 0, until.poll_timeout(support::milliseconds{5}));
    ::kill(child, SIGINT);
    CHECK(toy::graded_class::wait(child) == 3);
    CHECK(it.said("ada 6\n"));
    CHECK(it.said("failed Interrupted: 1 of 2"));
    CHECK_FALSE(std::filesystem::exists(it.out() / "zoe/result.json"));
    CHECK_FALSE(std::filesystem::exists(it.out() / "exports"));
    it.hand_in("zoe", toy::half);
    CHECK(it.grade() == 0);
    CHECK(it.said("ada 6 kept\n"));
    CHECK(it.said("zoe 3\n"));
    CHECK(std::filesystem::exists(it.out() / "exports/junit.xml"));
}

TEST_CASE("kill -9 leaves no folder behind", "[grade]") {
    toy::graded_class it;
    it.what_.jobs = 1;
    it.hand_in("ada", toy::good);
    it.hand_in("zoe", "int main() { return 7; }\n");  // the suite hangs
    const auto temporary = it.temporary_for_everyone();
    const auto before = std::filesystem::temp_directory_path();
    ::setenv("TMPDIR", temporary.c_str(), 1);
    support::adopt_orphans();
    const pid_t child = it.start();
    ::setenv("TMPDIR", before.c_str(), 1);
    // The suite runs, and no compiler that could still write there.
    const auto judging = [&] {
        const auto all = support::family(::getpid());
        return std::filesystem::exists(it.out() / "ada/result.json") &&
               std::any_of(all.begin(), all.end(), [](const support::entry& each) {
                   return support::read_file("/proc/" + std::to_string(each.pid) + "/comm") ==
                          "sleep\n";
               });
    };
    CHECK(support::await(judging, support::deadline(support::milliseconds{60'000})));
    CHECK_FALSE(std::filesystem::is_empty(temporary));
    ::kill(child, SIGKILL);
    CHECK(toy::graded_class::wait(child) == -1);
    const auto gone = [&] { return std::filesystem::is_empty(temporary); };
    CHECK(support::await(gone, support::deadline(support::milliseconds{20'000})));
    support::end_all_descendants();
    support::adopt_orphans(false);
}

TEST_CASE("nothing is graded without a sandbox, unless an option allows it", "[grade]") {
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::good);
    it.what_.unsafe_no_sandbox = false;
    CHECK(it.grade() == 3);
    CHECK(it.said("failed No grading without a sandbox"));
    CHECK_FALSE(it.said("began"));
    CHECK_FALSE(std::filesystem::exists(it.out() / "ada"));
}

TEST_CASE("a usage error comes before any file is written", "[grade]") {
    toy::graded_class it;
    it.what_.submissions.push_back("/nowhere/eve.zip");
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::good);
    CHECK(it.grade() == 2);
    CHECK(it.said("failed There is no /nowhere/eve.zip."));
    CHECK_FALSE(std::filesystem::exists(it.out()));
}

TEST_CASE("a header that the exercise gives is there, whoever grades", "[grade]") {
    // As root, the course is copied for the ordinary user.
    const toy::graded_class it;
    it.put("exercises/01_tcp_server/exercise.toml",
           "files = ['given.h']\n" +
               support::read_file(toy::course + "/01_tcp_server/exercise.toml"));
    it.put("exercises/01_tcp_server/given.h", "#define STATUS 0\n");
    it.hand_in("ada", "#include \"given.h\"\nint main() { return STATUS; }\n");
    it.hand_in("grace", toy::half);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("ada 6\n"));
}

TEST_CASE("files of a run as root belong to an ordinary user", "[grade]") {
    if (::geteuid() != 0) {
        WARN("SKIPPED: not root");
        return;
    }
    const toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::good);
    REQUIRE(it.grade() == 0);
    struct stat about {};
    for (const char* file : {"", "grades.csv", "ada", "ada/result.json"}) {
        REQUIRE(::stat((it.out() / file).c_str(), &about) == 0);
        CHECK(about.st_uid != 0);
        CHECK(about.st_gid != 0);
    }
}

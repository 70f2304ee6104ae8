#include "lab/submit/report.hpp"
#include "lab/submit/zip_name.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/problem.hpp"
#include "sock_catch.hpp"
#include "support/file_entry.hpp"

#include <filesystem>

namespace {

namespace fs = std::filesystem;

const std::vector<support::file_entry> content = {
    {"REPORTE.md", "# Hola\n", false},
    {"01_tcp_server/tcp_server.cpp", "int main() {}\n", false},
    {"lab", "#!/bin/sh\n", true}};

}  // namespace

TEST_CASE("a person's name becomes a file name") {
    CHECK(handin::stem("Ada Lovelace") == "PracticaSockets_Ada_Lovelace");
    CHECK(handin::stem("  José  Ñandú ") == "PracticaSockets_José_Ñandú");
    CHECK(handin::stem("Jean-Luc O'Brien") == "PracticaSockets_Jean-Luc_OBrien");
    CHECK(handin::stem("../../etc/passwd") == "PracticaSockets_etcpasswd");
    CHECK(handin::stem("a\nb;rm -rf *") == "PracticaSockets_abrm_rf");
    CHECK(handin::stem("王小明") == "PracticaSockets_王小明");
    CHECK(handin::stem("Ada\u00A0L.") == "PracticaSockets_Ada_L");
}

TEST_CASE("a text without letters is not a name") {
    CHECK(handin::stem("").empty());
    CHECK(handin::stem(" .-_/ ").empty());
    CHECK(handin::stem("\xFFnda").empty());
    CHECK(handin::stem("“”").empty());
}

TEST_CASE("no name is too long for a file") {
    CHECK(handin::stem(std::string(5000, 'a')).size() < 200);
}

TEST_CASE("a file that cannot be written is reported, and no part of it is left") {
    const lab::scratch_folder scratch;
    lab::write_file(scratch.path() / "file", "");
    CHECK_THROWS_AS(lab::write_file(scratch.path() / "file" / "x.zip", "x"), lab::problem);
    CHECK(fs::is_regular_file(scratch.path() / "file"));
}

TEST_CASE("a folder gets the entries, and executable files stay executable") {
    const lab::scratch_folder scratch;
    lab::write_folder(content, scratch.path() / "out");
    CHECK(lab::read_file(scratch.path() / "out/01_tcp_server/tcp_server.cpp") == "int main() {}\n");
    const auto mode = fs::status(scratch.path() / "out/lab").permissions();
    CHECK((mode & fs::perms::owner_exec) != fs::perms::none);
}

TEST_CASE("a backup never replaces another one") {
    const lab::scratch_folder scratch;
    for (const char* text : {"one", "two", "three"}) {
        lab::write_file(scratch.path() / "a.zip", text);
        const auto backup = lab::back_up(scratch.path() / "a.zip", scratch.path() / ".lab");
        CHECK(lab::read_file(backup) == text);
        CHECK_FALSE(fs::exists(scratch.path() / "a.zip"));
    }
    const auto folder = fs::directory_iterator(scratch.path() / ".lab/backup");
    CHECK(std::distance(fs::begin(folder), fs::end(folder)) == 3);
}

TEST_CASE("a report is empty until something is written into it") {
    const std::string blank = "# Report\n\n## A\n\nWhat did you see?\n\n";
    CHECK(handin::report_is_empty(blank, {blank}));
    CHECK(handin::report_is_empty("", {}));
    CHECK(handin::report_is_empty("# Report\n## A\n## B\n", {}));
    CHECK(handin::report_is_empty(blank + "ok\n", {blank}));
    CHECK_FALSE(
        handin::report_is_empty(blank + "The client said that the server was gone.\n", {blank}));
}

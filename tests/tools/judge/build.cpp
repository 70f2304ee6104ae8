#include "judge/build.hpp"

#include "judge/build_message.hpp"
#include "judge/compiler.hpp"
#include "judge/kept_builds.hpp"
#include "judge/program.hpp"
#include "judge/script.hpp"
#include "sock_catch.hpp"
#include "support/files.hpp"
#include "tools/judge/judge_words.hpp"
#include "tools/judge/workplace.hpp"
#include "tools/wire/sample.hpp"

#include <cstdlib>
#include <set>
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using wire::program_status;
using workplace::holds;
using workplace::program;
using workplace::tools;

judge::built build(const scratch& place, const judge::sources& from,
                   const judge::build_limits& limits = {}) {
    return judge::build(tools(place), from, place.path() / "build", words(), limits);
}

judge::sources script(const std::string& text) {
    return {"tcp_server",
            "a/tcp_server.py",
            {{"a/tcp_server.py", text}, {"a/mine.py", "THREE = 3\n"}},
            course::dialect::python};
}

support::finished run(const fs::path& program, const std::vector<std::string>& arguments = {}) {
    support::command what;
    what.argv = {program.string()};
    what.argv.insert(what.argv.end(), arguments.begin(), arguments.end());
    return support::run(what, support::milliseconds{20'000});
}

support::finished compiler_said(const std::string& text, int code = 1) {
    support::finished it;
    it.status.code = code;
    it.err.head = text;
    it.err.bytes = text.size();
    return it;
}

std::string first_line(const std::string& compiler_text) {
    const auto all =
        judge::build_message(compiler_said(compiler_text), compiler_text, "tcp_server.cpp", words())
            .text;
    return all.substr(0, all.find('\n'));
}

}  // namespace

TEST_CASE("a program is built from its source, sock.hpp and the headers beside it", "[build]") {
    const scratch place;
    const auto it = build(place, program("#include <sock.hpp>\n#include \"mine.hpp\"\n"
                                         "#include \"../../include/sock.hpp\"\n"
                                         "int main(int, char**) { int unused; return mine(); }\n",
                                         {{"a/mine.hpp", "inline int mine() { return 0; }\n"},
                                          {"a/sock.hpp", "#error a student's old copy\n"},
                                          {"other.hpp", "not beside it"}}));
    REQUIRE(it.message.empty());
    CHECK(it.status == program_status::built);
    CHECK(holds(it.warnings, "unused"));
    REQUIRE(it.notes.size() == 1);
    CHECK(holds(it.notes[0].text, "a/sock.hpp"));
    CHECK(::access(it.binary.c_str(), X_OK) == 0);
    CHECK(support::run({{it.binary.string()}, {}, "", {}, {}}, support::milliseconds{5000})
              .status.success());
}

TEST_CASE("bytecode for another program is refused", "[build]") {
    const scratch place;
    for (const std::string section : {".gnu.lto_main.1", ".llvmbc"}) {
        const auto it = build(place, program("asm(\".section " + section +
                                             ",\\\"e\\\"\\n.byte 1\\n.text\");\n"
                                             "int main() { return 0; }\n"));
        CHECK(it.status == program_status::build_failed);
        CHECK(it.message.id == "build.bytecode");
    }
}

TEST_CASE("a C program is built as C17 with POSIX, also with sanitizers", "[build]") {
    const scratch place;
    const judge::sources from{
        "tcp_server",
        "a/tcp_server.c",
        {{"a/tcp_server.c", "#include <signal.h>\n#include <stdio.h>\n#include \"mine.h\"\n"
                            "int main(int argc, char** argv) {\n"
                            "  struct sigaction class = {0};\n"
                            "  (void)class;\n"
                            "  int new[1] = {dprintf(1, \"%d %ld\", mine(), __STDC_VERSION__)};\n"
                            "  (void)argv;\n"
                            "  return new[argc - 1] < 0;\n"
                            "}\n"},
         {"a/mine.h", "static int mine(void) { return 3; }\n"}},
        course::dialect::c};
    for (const auto with : {judge::instruments::none, judge::instruments::sanitizers}) {
        const auto folder = place.path() / (with == judge::instruments::none ? "plain" : "watched");
        const auto it = judge::build(tools(place), from, folder, words(), {}, with);
        REQUIRE(it.message.text.empty());
        CHECK(it.warnings.empty());
        const auto ended = run(it.binary);
        CHECK(ended.status.success());
        CHECK(ended.out.text() == "3 201710");
    }
}

TEST_CASE("a Python program becomes one file that runs like a compiled one", "[build]") {
    const scratch place;
    const auto it = build(place, script("import mine, sys\n"
                                        "print(mine.THREE, sys.argv[1:], sys.flags.isolated)\n"
                                        "raise ValueError\n"));
    REQUIRE(it.message.text.empty());
    CHECK(fs::is_regular_file(it.binary));
    const auto ended = run(it.binary, {"5000", "127.0.0.1"});
    CHECK(ended.out.text() == "3 ['5000', '127.0.0.1'] 1\n");
    CHECK(ended.status.code == 1);
    // The line keeps its number.
    CHECK(holds(ended.err.text(), "/tcp_server/__main__.py\", line 3"));
}

TEST_CASE("whatever a source is called, the compiler gets the program's name", "[build]") {
    for (const char* name : {"tcp_server.Cpp", "tcp_server.cpp.txt", "TCP Server (1).CPP"}) {
        INFO(name);
        const scratch place;
        const judge::sources from{"tcp_server", name, {{name, "int main() { return 5; }\n"}}};
        const auto it = build(place, from);
        INFO(it.message.text);
        REQUIRE(it.status == program_status::built);
        CHECK(run(it.binary).status.code == 5);
    }
}

TEST_CASE("a source in UTF-16 is converted, and a note says so", "[build]") {
    const std::string text = "int main() { return 5; }\n";
    for (const bool marked : {true, false}) {
        const scratch place;
        std::string bytes = marked ? "\xFF\xFE" : "";
        for (const char c : text)
            bytes.append({c, '\0'});
        const auto it = build(place, program(bytes));
        INFO(it.message.text);
        REQUIRE(it.status == program_status::built);
        CHECK(run(it.binary).status.code == 5);
        REQUIRE(it.notes.size() == 1);
        CHECK(it.notes[0].id == "note.utf-16");
    }
}

TEST_CASE("an error in a script is reported as a failed build, with its line", "[build]") {
    for (const auto& [text, first] :
         {std::pair{"import socket\n\ndef serve(:\n", "tcp_server.py:3: error: invalid syntax"},
          std::pair{"if True:\nprint()\n", "tcp_server.py:2: error: expected an indented block"},
          std::pair{"x = '\xff'\n", "tcp_server.py:1: error: (unicode error)"}}) {
        const scratch place;
        const auto it = build(place, script(text));
        INFO(it.message.text);
        CHECK(it.status == program_status::build_failed);
        CHECK(it.message.text.substr(0, std::string(first).size()) == first);
        CHECK_FALSE(holds(it.message.text, "Traceback"));
    }
    const scratch place;
    const std::string nul("x = 1\0\n", 7);
    CHECK(build(place, script(nul)).status == program_status::build_failed);
}

TEST_CASE("a script is not run to build it; its warnings are kept", "[build]") {
    const scratch place;
    const auto mark = place.path() / "ran";
    const auto it = build(place, script("open('" + mark.string() + "', 'w')\nx = 1 is 1\n"));
    CHECK(it.status == program_status::built);
    CHECK_FALSE(fs::exists(mark));
    CHECK(holds(it.warnings, "tcp_server.py:2: SyntaxWarning"));
}

TEST_CASE("an interpreter in a folder with a blank is looked up by its name", "[build]") {
    const auto first = [](const std::string& interpreter) {
        const auto all = judge::script_program(script("pass\n"), interpreter);
        return all.substr(0, all.find('\n'));
    };
    CHECK(first("/usr/bin/python3") == "#!/usr/bin/python3 -I");
    CHECK(first("/home/ana m/bin/python3") == "#!/usr/bin/env -S python3 -I");
    CHECK(first("/" + std::string(200, 'a')) == "#!/usr/bin/env -S python3 -I");
}

TEST_CASE("a Python that is too old is not the program's fault", "[build]") {
    const scratch place;
    const auto python = place.path() / "python3";
    support::write_file(python, "#!/bin/sh\nexit 3\n");
    ::chmod(python.c_str(), 0755);
    const std::string path = std::getenv("PATH");
    ::setenv("PATH", (place.path().string() + ":" + path).c_str(), 1);
    const auto it = build(place, script("pass\n"));
    ::setenv("PATH", path.c_str(), 1);
    CHECK(it.status == program_status::internal_error);
    CHECK(it.message.id == "build.old-python");
}

TEST_CASE("of several sources of one program none is built", "[build]") {
    const scratch place;
    auto from = program("int main() {}\n");
    from.rivals = {"tcp_server.py"};
    const auto it = build(place, from);
    CHECK(it.status == program_status::build_failed);
    CHECK(it.message.params.at("list") == "tcp_server.cpp, tcp_server.py");
    CHECK(it.message.params.at("file") == "tcp_server.cpp");
}

TEST_CASE("a copy of our own sock.hpp beside a program gets no note", "[build]") {
    const scratch place;
    const auto it =
        build(place, program("int main() {}\n", {{"a/sock.hpp", "#pragma once\nint ours();\n"}}));
    CHECK(it.status == program_status::built);
    CHECK(it.notes.empty());
}

TEST_CASE("the report of a failed build starts with the first error", "[build]") {
    const scratch place;
    const auto it =
        build(place, program("#include <string>\nint main() {\n  return nothing;\n}\n"));
    CHECK(it.status == program_status::build_failed);
    CHECK(it.message.text.substr(0, 24) == "tcp_server.cpp:3: error:");
    CHECK_FALSE(holds(it.message.text, place.path().string()));
}

TEST_CASE("a missing program says so", "[build]") {
    const scratch place;
    const auto it = build(place, {"tcp_server", "", {}});
    CHECK(it.status == program_status::missing);
    CHECK(holds(it.message.text, "tcp_server.cpp"));
}

TEST_CASE("a source that includes itself, floods the output or never ends is bounded", "[build]") {
    const scratch place;
    SECTION("itself") {
        const auto it = build(place, program("#include __FILE__\nint main() {}\n"));
        CHECK(it.status == program_status::build_failed);
        CHECK(it.message.text.size() < 40'000);
    }
    // Not with a source that really does it: it would use up the memory of this machine.
    auto with = tools(place);
    with.compiler = place.path() / "slow-compiler";
    support::write_file(with.compiler, "#!/bin/sh\nexec sleep 60\n");
    ::chmod(with.compiler.c_str(), 0755);
    judge::build_limits limits;
    SECTION("for ever") {
        limits.wall = support::milliseconds{100};
        const auto it = judge::build(with, program(""), place.path() / "build", words(), limits);
        CHECK(it.status == program_status::build_failed);
        CHECK(holds(it.message.text, "did not finish in time"));
    }
    SECTION("stopped") {
        limits.stop = [] { return true; };
        const auto it = judge::build(with, program(""), place.path() / "build", words(), limits);
        CHECK(it.status == program_status::build_failed);
    }
}

TEST_CASE("an error of our own is not reported as the student's", "[build]") {
    const scratch place;
    auto with = tools(place);
    with.compiler = "/nowhere/g++";
    const auto it = judge::build(with, program("int main() {}\n"), place.path() / "build", words());
    CHECK(it.status == program_status::internal_error);
}

TEST_CASE("a compiler's messages are parsed", "[build]") {
    CHECK(first_line("tcp_server.cpp: In function 'int main()':\n"
                     "tcp_server.cpp:14:5: error: 'x' was not declared\n") ==
          "tcp_server.cpp:14: error: 'x' was not declared");
    CHECK(first_line("tcp_server.cpp:1:10: fatal error: nope.hpp: No such file or directory\n") ==
          "tcp_server.cpp:1: fatal error: nope.hpp: No such file or directory");
    CHECK(holds(first_line("/usr/bin/ld: /tmp/cc.o: in function `main':\n"
                           "tcp_server.cpp:(.text+0x5): undefined reference to `serve()'\n"),
                "`serve()' is used but not defined"));
    CHECK(holds(first_line("cc1plus: out of memory allocating 65536 bytes\n"), "more memory"));
    CHECK(holds(first_line("g++: fatal error: CPU time limit exceeded signal terminated program "
                           "cc1plus\n"),
                "in time"));
    CHECK(holds(first_line("g++: fatal error: Killed signal terminated program cc1plus\n"),
                "time or memory"));
    CHECK(holds(first_line("x86_64-linux-gnu-g++-12: fatal error: File size limit exceeded signal "
                           "terminated program as\n"),
                "grew too large"));
    CHECK(holds(first_line(""), "does not compile"));
    // A quoted source line is not a message of the compiler.
    CHECK(first_line("tcp_server.cpp:2:1: error: stray\n    2 | // out of memory\n") ==
          "tcp_server.cpp:2: error: stray");
    CHECK(first_line("tcp_server.cpp:2:1: error: \x1b[31mred\n") ==
          "tcp_server.cpp:2: error: \\x1B[31mred");
    // `#line 1 "x\ng++: fatal error: Killed signal terminated program cc1plus\n"`
    CHECK(first_line("x\ng++: fatal error: Killed signal terminated program cc1plus\n:1:5: error: "
                     "'y' was not declared\n") == ":1: error: 'y' was not declared");
}

TEST_CASE("the sources of a student's tree are its program and the headers beside it", "[build]") {
    const scratch place;
    support::write_file(place.path() / "tcp_server.cpp", "int main() {}");
    support::write_file(place.path() / "mine.hpp", "");
    support::write_file(place.path() / "notes.txt", "");
    const auto it = judge::read_sources("tcp_server", place.path() / "tcp_server.cpp");
    CHECK(it.main == "tcp_server.cpp");
    CHECK(it.files.size() == 2);
    CHECK(judge::read_sources("tcp_client", place.path() / "tcp_client.cpp").main.empty());
}

TEST_CASE("both languages have the same sentences", "[words]") {
    const auto spanish =
        course::catalogue::load(SOCK_TREE "/tools/judge/words", course::language::es);
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

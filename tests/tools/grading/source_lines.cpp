#include "grading/source_lines.hpp"

#include "tools/grading/grading_words.hpp"
#include "tools/grading/page_samples.hpp"

namespace {

const std::string source = "#include <sock.hpp>\n"               // 1
                           "\n"                                  // 2
                           "void serve(sock::tcp_stream c) {\n"  // 3
                           "    char buffer[8];\n"               // 4
                           "    // recv(c) comes first\n"        // 5
                           "    c.recv_exact(buffer);\n"         // 6
                           "\tc.send_all(buffer);\n"             // 7
                           "}\n";                                // 8

wire::excerpt quoted(const std::string& bytes, const wire::check& check) {
    wire::program program{"tcp_server", wire::program_status::built, {}, {check}};
    auto exercise = sample::exercise();
    exercise.todos[1].man = "recv(2), send(2)";
    grading::quote_source(program, exercise,
                          {"tcp_server", "a/tcp_server.cpp", {{"a/tcp_server.cpp", bytes}}},
                          words());
    return program.checks[0].evidence.source;
}

wire::check failed(const std::string& diagnosis) {
    auto it = sample::check("echo", wire::verdict::failed, 0, 2);
    it.diagnosis = wire::plain(diagnosis);
    return it;
}

std::vector<int> marked(const wire::excerpt& it) {
    std::vector<int> result;
    for (const auto& line : it.lines)
        if (line.marked) result.push_back(line.number);
    return result;
}

using numbers = std::vector<int>;

}  // namespace

TEST_CASE("a line that the evidence names is shown with those around it", "[source]") {
    auto check = failed("A crash.");
    check.evidence.seen = {wire::plain("overflow at tcp_server.cpp:7, in xtcp_server.cpp:2")};
    const auto found = quoted(source, check);
    CHECK(marked(found) == numbers{7});
    CHECK(found.file == "tcp_server.cpp");
    CHECK(found.lines.front().number == 5);
    CHECK(found.lines.back().number == 8);
    CHECK(found.lines[2].text == "    c.send_all(buffer);");
    check.evidence.seen = {wire::plain("tcp_server.cpp:700")};
    CHECK(marked(quoted(source, check)) == numbers{6, 7});
}

TEST_CASE("the calls of the diagnosis are found, or those of the TODO", "[source]") {
    CHECK(marked(quoted(source, failed("send may take less."))) == numbers{7});
    CHECK(marked(quoted(source, failed("It sends nothing."))) == numbers{6, 7});
    CHECK(quoted("int main() {}\n", failed("send")).empty());
    CHECK(quoted(source, failed("send")).why.text == "where it calls send");
}

TEST_CASE("a TODO whose comment is there is shown up to the next", "[source]") {
    const auto found = quoted("// TODO 1: listen\nsend(1);\n// TODO 2: echo\n  recv(2);\n}\n",
                              failed("No reply."));
    CHECK(found.lines.front().number == 3);
    CHECK(marked(found) == numbers{4});
}

TEST_CASE("nothing is quoted for a passed or a hidden check, or without the source", "[source]") {
    auto check = failed("send");
    check.hidden = true;
    CHECK(quoted(source, check).empty());
    check = failed("send");
    check.verdict = wire::verdict::passed;
    CHECK(quoted(source, check).empty());
    wire::program none{"tcp_server", wire::program_status::missing, {}, {failed("send")}};
    grading::quote_source(none, sample::exercise(), {"tcp_server", "", {}}, words());
    CHECK(none.checks[0].evidence.source.empty());
}

TEST_CASE("of a program that does not compile, the first error's line is shown", "[source]") {
    wire::program program{"tcp_server",
                          wire::program_status::build_failed,
                          wire::plain("tcp_server.cpp:3: error: x\ntcp_server.cpp:7: error: y"),
                          {}};
    grading::quote_source(program, sample::exercise(),
                          {"tcp_server", "tcp_server.cpp", {{"tcp_server.cpp", source}}}, words());
    CHECK(marked(program.source) == numbers{3});
    CHECK(program.source.lines.size() == 5);
}

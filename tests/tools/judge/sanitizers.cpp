// The second build of a program, with sanitizers.
#include "judge/build.hpp"
#include "judge/compiler.hpp"
#include "sock_catch.hpp"
#include "tools/judge/judge_words.hpp"
#include "tools/judge/workplace.hpp"

#include <set>
#include <sstream>

namespace {

using wire::program_status;
using workplace::holds;
using workplace::program;
using workplace::tools;

}  // namespace

TEST_CASE("a program built with sanitizers ends at its first invalid access", "[build]") {
    const scratch place;
    const auto source = program("#ifdef __SANITIZE_ADDRESS__\n#error sanitizers on\n#endif\n"
                                "int main(int count, char**) {\n"
                                "    char buffer[4] = {};\n"
                                "    buffer[count + 3] = 1;\n"
                                "    return buffer[0];\n"
                                "}\n");
    const auto plain = judge::build(tools(place), source, place.path() / "plain", words());
    REQUIRE(plain.status == program_status::built);
    const auto watched = judge::build(tools(place), source, place.path() / "watched", words(), {},
                                      judge::instruments::sanitizers);
    REQUIRE(watched.status == program_status::built);
    support::command run;
    run.argv = {watched.binary.string()};
    const auto ended = support::run(run, support::milliseconds{20'000});
    CHECK_FALSE(ended.status.success());
    CHECK(holds(ended.err.text(), "tcp_server.cpp:6"));
}

TEST_CASE("the two builds define the same, so that #ifdef does not tell them apart", "[build]") {
    const scratch place;
    const auto file = place.put("a.cpp", "").string();
    const auto defined = [&](judge::instruments with) {
        support::command what;
        what.argv = judge::compile_line(course::dialect::cpp, judge::find_compiler(tools(place)),
                                        "/", file, "-", with);
        what.argv.insert(what.argv.end(), {"-dM", "-E"});
        std::istringstream text(support::run(what, support::milliseconds{20'000}).out.text());
        std::set<std::string> lines;
        for (std::string line; std::getline(text, line);)
            lines.insert(line);
        return lines;
    };
    const auto ordinary = defined(judge::instruments::none);
    CHECK(ordinary.contains("#define __OPTIMIZE__ 1"));
    CHECK(ordinary == defined(judge::instruments::sanitizers));
}

TEST_CASE("the two builds are optimised alike, so that folding does not tell them apart",
          "[build]") {
    for (const auto with : {judge::instruments::none, judge::instruments::sanitizers}) {
        const scratch place;
        const auto it = judge::build(tools(place),
                                     program("int main() {\n"
                                             "    const int n = 1;\n"
                                             "    if (!__builtin_constant_p(n)) asm(\".error\");\n"
                                             "}\n"),
                                     place.path() / "built", words(), {}, with);
        CHECK(it.status == program_status::built);
    }
}

TEST_CASE("an attribute does not switch the sanitizers off", "[build]") {
    const scratch place;
    for (const std::string attribute :
         {"__attribute__((no_sanitize(\"address\", \"undefined\")))",
          "[[gnu::no_sanitize_undefined]] __attribute__((__no_sanitize_address__))"}) {
        const auto it =
            judge::build(tools(place),
                         program(attribute + " int main(int count, char**) {\n"
                                             "    char buffer[4] = {};\n"
                                             "    buffer[count + 3] = 1;\n"
                                             "    return buffer[0];\n"
                                             "}\n"),
                         place.path() / "watched", words(), {}, judge::instruments::sanitizers);
        REQUIRE(it.status == program_status::built);
        const auto ended =
            support::run({{it.binary.string()}, {}, "", {}, {}}, support::milliseconds{20'000});
        CHECK_FALSE(ended.status.success());
    }
}

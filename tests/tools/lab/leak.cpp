#include "lab/authoring/leak.hpp"

#include "course/todo_regions.hpp"
#include "lab/authoring/bundle.hpp"
#include "sock_catch.hpp"

namespace {

const std::string solution = "void run() {\n"
                             "    //[todo 1]\n"
                             "    for (;;) {\n"
                             "        listener.listen();\n"
                             "        serve(listener.accept());\n"
                             "        report(known.line);\n"
                             "    }\n"
                             "    return 1;\n"
                             "    //[/todo]\n"
                             "    report(known.line);\n"
                             "}\n";

std::vector<authoring::leak> search(const std::string& text) {
    return authoring::leaks({{"docs/guide.md", text, false}}, authoring::secrets({solution}, {}));
}

}  // namespace

TEST_CASE("the secret lines are those that only a solution's region has") {
    const auto found = authoring::secrets({solution}, {});
    CHECK(found == std::set<std::string>{"serve(listener.accept());"});
}

TEST_CASE("a line that a stub has, too, is not secret") {
    CHECK(authoring::secrets({solution}, {"  serve(listener.accept());\n"}).empty());
}

TEST_CASE("a leak is found at any place, with any spacing") {
    CHECK(search("nothing\n").empty());
    CHECK(search("for (;;) {\nreturn 1;\n").empty());
    const auto found = search("a\nWrite `serve( listener.accept() );` there.\n");
    REQUIRE(found.size() == 1);
    CHECK(found[0].path == "docs/guide.md");
    CHECK(found[0].line == 2);
}

TEST_CASE("a leak is found in documentation and in its search index") {
    CHECK(search("serve(\n    listener\n        .accept());\n").size() == 1);
    CHECK(search("<span class=\"n\">serve</span>(<a href=\"x\">listener</a>.accept());\n").size() ==
          1);
    CHECK(search("{\"text\":\"for (;;) {\\n  serve(listener.accept());\\n}\"}\n").size() == 1);
    const std::string templates = "//[todo 1]\nstd::vector<char> room(known, \"x\" && other);\n"
                                  "//[/todo]\n";
    const auto secrets = authoring::secrets({templates}, {});
    REQUIRE(secrets.size() == 1);
    for (const char* dressed :
         {"<p>std::vector&lt;char&gt; room(known, &quot;x&quot; &amp;&amp; other);</p>\n",
          "\"std::vector<char> room(known, \\\"x\\\" && other);\"\n",
          "\"std::vector\\u003cchar\\u003e room(known, \\\"x\\\" \\u0026\\u0026 other);\"\n"}) {
        INFO(dressed);
        const auto found = authoring::leaks({{"docs/guide/search.json", dressed, false}}, secrets);
        CHECK(found.size() == 1);
    }
    const auto third = search("one\ntwo\n<b>serve</b>(listener.accept());\n");
    REQUIRE(third.size() == 1);
    CHECK(third[0].line == 3);
}

TEST_CASE("a file that cannot be read is reported before it is published") {
    const std::string packed("PK\x03\x04\0\0", 6);
    const auto found = authoring::unreadable({{"docs/guide/index.json.gz", packed, false},
                                              {"docs/guide/tcp.png", packed, false},
                                              {"docs/guide/guide.md", "text", false}});
    CHECK(found == std::vector<std::string>{"docs/guide/index.json.gz"});
}

TEST_CASE("only the listed files are published") {
    using authoring::published;
    CHECK(published("include/sock.hpp"));
    CHECK(published("exercises/01_tcp_server/README.es.md"));
    CHECK(published("tests/autograder/words/es.toml"));
    CHECK(published("tools/judge/suite.cpp"));
    CHECK(published("lab"));
    CHECK_FALSE(published("solutions/01_tcp_server/tcp_server.cpp"));
    CHECK_FALSE(published("exercises/01_tcp_server/tcp_server.cpp"));
    CHECK_FALSE(published("samples/class/ada_lovelace/tcp_server.cpp"));
    CHECK_FALSE(published("tests/acceptance/correct/tcp_server/fork.cpp"));
    CHECK_FALSE(published("tools/grading/grade.hpp"));
    CHECK_FALSE(published("tests/autograder/checks/hidden/tcp_server.cpp"));
    CHECK_FALSE(published("tests/tools/judge/build.cpp"));
    CHECK_FALSE(published("tests/tools/lab/leak.cpp"));
    CHECK_FALSE(published("tests/tools/support/process.cpp"));
    CHECK_FALSE(published("tools/unpack/main.cpp"));
    CHECK_FALSE(published("tools/sandbox/main.cpp"));
    CHECK_FALSE(published("README.md"));
    CHECK_FALSE(published(".git/HEAD"));
    CHECK_FALSE(published("CMakeLists.txt.orig"));
    CHECK_FALSE(published("exercises/REPORTE.es.md"));
    CHECK_FALSE(published("exercises/evidence/a.json"));
    CHECK_FALSE(published("exercises/results/seed.secret"));
    CHECK_FALSE(published("a_new_folder/x"));
}

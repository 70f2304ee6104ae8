#include "grading/questions.hpp"

#include "grading/source_calls.hpp"
#include "sock_catch.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/wire/sample.hpp"

namespace {

constexpr const char* server = R"cpp(// peer.recv(1) in a comment
int main() {
    sock::tcp_listener listener{address};
    auto peer = listener.accept();
    std::puts("send(x) in quotes, 'recv(y)'");
    /* peer.send_all(1) */ const int big = 1'000;
    while (true) {
        const auto count = peer.recv(buffer);
        if (count == 0) break;
        peer.send(buffer);
    }
}
)cpp";

std::string asked(const wire::result& about, course::language language = course::language::en) {
    static const auto exercise = sample::exercise();
    return grading::questions(about, {{&exercise, course::dialect::cpp, server}}, words(language));
}

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t result = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++result;
    return result;
}

}  // namespace

TEST_CASE("calls are found in code, not in comments or quotes", "[questions]") {
    const auto calls = grading::calls_in(server, course::dialect::cpp);
    const auto line_of = [&](const std::string& name) {
        for (const auto& it : calls)
            if (it.name == name) return it.line;
        return 0;
    };
    CHECK(line_of("accept") == 4);
    CHECK(line_of("recv") == 8);
    CHECK(line_of("send") == 10);
    CHECK(line_of("send_all") == 0);
    const auto python = grading::calls_in("'''\ns.recv(1)\n'''\nx = s.recv (9)  # s.send(1)\n",
                                          course::dialect::python);
    REQUIRE(python.size() == 1);
    CHECK(python[0].line == 4);
    CHECK(grading::calls_in("\"unfinished\\", course::dialect::cpp).empty());
    CHECK(grading::calls_in("/* unfinished (", course::dialect::cpp).empty());
}

TEST_CASE("three questions come with their answers, the same from run to run", "[questions]") {
    auto it = sample::result();
    bool recv_asked = false;
    for (const char* seed : {"0", "1", "2", "3", "4"}) {
        it.seed = seed;
        const auto text = asked(it);
        CHECK(text == asked(it));
        CHECK(count(text, "\n## ") == 3);
        CHECK(count(text, "**To expect:** ") == 3);
        CHECK(holds(text, "The check `tcp_server/echo` failed."));
        CHECK(holds(text, "Stops at NUL. `tcp_server.py`: 12."));
        CHECK_FALSE(holds(text, "secret"));
        if (!holds(text, "In line 8 of `tcp_server.cpp`, `recv` may return 0")) continue;
        recv_asked = true;
        CHECK(holds(text, "    const auto count = peer.recv(buffer);\n"));
        CHECK(holds(text, "Line 9 seems to deal with it."));
    }
    CHECK(recv_asked);
    CHECK(holds(asked(it, course::language::es), "**Se espera:** "));
}

TEST_CASE("without a failure, one question is about a check that passed", "[questions]") {
    auto it = sample::result();
    it.programs[0].checks.resize(1);
    const auto text = asked(it);
    CHECK(holds(text, "The check `tcp_server/listens` passed"));
    CHECK(holds(text, "It is TODO 2: Echo."));
    it.programs.clear();
    CHECK(count(asked(it), "\n## ") == 2);
    CHECK(grading::questions(it, {}, words()).empty());
}

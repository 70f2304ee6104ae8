// A warning is quoted if it explains the failure, and never otherwise.
#include "judge/warnings.hpp"

#include "sock_catch.hpp"
#include "tools/judge/judge_words.hpp"

#include <string>

namespace {

wire::check failed(const std::string& diagnosis) {
    wire::check it;
    it.verdict = wire::verdict::failed;
    it.diagnosis = {diagnosis, {}, "…"};
    return it;
}

std::vector<wire::sentence> quoted(const std::string& diagnosis, const std::string& said) {
    std::vector<wire::check> checks{failed(diagnosis)};
    judge::quote_warnings(checks, said, words());
    return checks.front().evidence.seen;
}

const std::string unused =
    "tcp_server.cpp: In function 'void echo(int)':\n"
    "tcp_server.cpp:31:13: warning: ignoring return value of 'sock::tcp_stream::send', declared "
    "with attribute 'nodiscard' [-Wunused-result]\n"
    "   31 |     client.send(piece);\n";
const std::string signs =
    "tcp_server.cpp:20:15: warning: comparison of integer expressions of different signedness: "
    "'ssize_t' and 'long unsigned int' [-Wsign-compare]\n";

}  // namespace

TEST_CASE("a warning about an ignored result is quoted if bytes are missing") {
    const auto seen = quoted("short-send.dropped", unused + signs);
    REQUIRE(seen.size() == 1);
    CHECK(seen.front().text.find("tcp_server.cpp:31: ignoring return value") != std::string::npos);
    CHECK(seen.front().text.find("31:13") == std::string::npos);
}

TEST_CASE("a warning about a sign comparison is quoted if an error was not noticed") {
    CHECK(quoted("reset.stuck", unused + signs).size() == 1);
    CHECK(quoted("listen.swapped-port", unused + signs).empty());
}

TEST_CASE("no warning is quoted for a passed check, for another text, or twice") {
    std::vector<wire::check> checks{failed("short-send.dropped")};
    checks.front().verdict = wire::verdict::passed;
    judge::quote_warnings(checks, unused, words());
    CHECK(checks.front().evidence.seen.empty());
    CHECK(quoted("short-send.dropped", "").empty());
    CHECK(quoted("short-send.dropped", "warning: [-Wunused-result] send\n").empty());
    CHECK(quoted("short-send.dropped", unused + unused).size() == 1);
    CHECK(quoted("short-send.dropped", "a.cpp:3:1: note: send [-Wunused-result]\n").empty());
}

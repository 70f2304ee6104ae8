// Each bug leaves its own pattern in the reply. These are the patterns.
#include "autograder/echo.hpp"

#include <string>

#include <sock_catch.hpp>

using namespace std::string_literals;
using suite::differs;

namespace {

std::string cause(const std::string& sent, const std::string& got, const std::string& before = "") {
    return differs(sent, got, before).id;
}

}  // namespace

TEST_CASE("an exact reply has no cause") {
    CHECK(cause("hola\n", "hola\n").empty());
}

TEST_CASE("a missing, cut, long and padded reply are four different bugs") {
    CHECK(cause("hola\n", "") == "echo.nothing");
    CHECK(cause("uno\0dos\n"s, "uno") == "echo.cut-at-nul");
    CHECK(cause("uno\0dos\0tres"s, "uno\0dos"s) == "echo.truncated");
    CHECK(cause("hola\n", "hola\n\0"s) == "echo.extra-nul");
    CHECK(cause("hola\n", "hola\n" + std::string(1019, '\0')) == "echo.padded");
    CHECK(cause("hola\n", "hol") == "echo.truncated");
}

TEST_CASE("the rest of an earlier message is distinguished from padding") {
    CHECK(cause("hola\n", "hola\ns días a todos\n", "buenos días a todos\n") == "echo.stale-tail");
    CHECK(cause("hola\n", "hola\nadiós a todos\n", "buenos días a todos\n") == "echo.extra");
    CHECK(cause("hola", "holahola", "") == "echo.duplicated");
}

TEST_CASE("bytes that were decoded") {
    CHECK(cause("\xc3", "\xef\xbf\xbd") == "echo.decoded");
    CHECK(cause("a\xff\n", "a\xef\xbf\xbd\n") == "echo.decoded");
    CHECK(cause("\xef\xbf\xbd\n", "\xef\xbf\xbd") == "echo.newline-lost");
}

TEST_CASE("bytes that the server changed as text") {
    CHECK(cause("hola\n", "hola") == "echo.newline-lost");
    CHECK(cause("hola\r\n", "hola\n") == "echo.newline-changed");
    CHECK(cause("a\nb\n", "a\r\nb\r\n") == "echo.newline-changed");
    CHECK(cause("hola\n", "HOLA\n") == "echo.case-changed");
    CHECK(cause("a\0b\n"s, "ab\n") == "echo.nul-lost");
    CHECK(cause("ma\xc3\xb1"
                "ana\n",
                "maana\n") == "echo.high-bytes-lost");
    CHECK(cause("ma\xc3\xb1"
                "ana\n",
                "ma??ana\n") == "echo.high-bytes");
}

TEST_CASE("the server's own text before or after the reply") {
    CHECK(cause("hola\n", "ECHO: hola\n") == "echo.prefix");
    CHECK(cause("hola\n", "hola\nadi") == "echo.extra");
    CHECK(cause("hola\n", "jola\n") == "echo.differs");
}

TEST_CASE("a difference is counted from the first byte") {
    const auto found = differs("abcdef", "abcxef");
    CHECK(found.params.at("at") == "3");
}

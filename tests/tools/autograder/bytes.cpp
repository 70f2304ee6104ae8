#include "autograder/bytes.hpp"

#include <set>

#include <sock_catch.hpp>

using namespace std::string_literals;
using namespace suite;

TEST_CASE("bytes are shown so that nothing is invisible") {
    CHECK(show("hola\n") == "\"hola\\n\"");
    CHECK(show("uno\0dos"s) == "\"uno\\0dos\"");
    CHECK(show("\x1b[31m") == "\"\\x1b[31m\"");
    CHECK(show("dice \"sí\"") == "\"dice \\\"sí\\\"\"");
    CHECK(show("\xc3") == "\"\\xc3\"");
}

TEST_CASE("text that would change a terminal's direction is escaped") {
    CHECK(show("\xe2\x80\xae") == "\"\\xe2\\x80\\xae\"");
    CHECK(show("\xc2\x9b") == "\"\\xc2\\x9b\"");
}

TEST_CASE("only the two ends of a long text are shown") {
    const auto text = show(std::string(1000, 'a') + "fin", 16);
    CHECK(text == "\"aaaaaaaa\" … \"aaaaafin\"");
}

TEST_CASE("noise has every byte value, and depends on the seed only") {
    const auto data = noise(4096, 7);
    CHECK(std::set<char>(data.begin(), data.end()).size() == 256);
    CHECK(data == noise(4096, 7));
    CHECK(data != noise(4096, 8));
}

TEST_CASE("large numbers are grouped") {
    CHECK(count(9999) == "9999");
    CHECK(count(1048576) == "1 048 576");
}

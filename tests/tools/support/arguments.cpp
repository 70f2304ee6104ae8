#include "support/arguments.hpp"

#include <cstdint>

#include <sock_catch.hpp>

namespace {

const std::vector<arguments::option> known{{"out", true}, {"again"}, {"help", false, 'h'}};

// "=out:DIR" for an option with its value, "?--x" for an unknown option, "!--out" for one without
// its value.
std::vector<std::string> parsed(std::vector<std::string> typed) {
    std::vector<std::string> result;
    for (const auto& word : arguments::read(known, std::move(typed))) {
        switch (word.kind) {
        case arguments::kind::plain:
            result.push_back(word.text);
            break;
        case arguments::kind::option:
            result.push_back('=' + word.text + ':' + word.value);
            break;
        case arguments::kind::unknown_option:
            result.push_back('?' + word.text);
            break;
        case arguments::kind::lacks_value:
            result.push_back('!' + word.text);
            break;
        }
    }
    return result;
}

using words = std::vector<std::string>;

}  // namespace

TEST_CASE("words and options keep their order, in any position") {
    CHECK(parsed({}) == words{});
    CHECK(parsed({"grade", "--out", "r", "a.zip", "--again", "b"}) ==
          words{"grade", "=out:r", "a.zip", "=again:", "b"});
    CHECK(parsed({"--out=r", "grade", "", "-h"}) == words{"=out:r", "grade", "", "=help:"});
    CHECK(parsed({"--ag"}) == words{"=again:"});
}

TEST_CASE("the word after an option with a value is its value, even if it looks like an option") {
    CHECK(parsed({"--out", "--again"}) == words{"=out:--again"});
    CHECK(parsed({"--out", "-1"}) == words{"=out:-1"});
    CHECK(parsed({"--out="}) == words{"=out:"});
}

TEST_CASE("a number is all digits, and not too small") {
    CHECK(arguments::number<int>("7", 1) == 7);
    CHECK(arguments::number<std::uint64_t>("18446744073709551615", 0) == UINT64_MAX);
    for (const char* text : {"", "0", "-1", "7x", " 7", "+7", "0x7", "99999999999"})
        CHECK_FALSE(arguments::number<int>(text, 1));
    CHECK_FALSE(arguments::number<unsigned>("-1", 0));
}

TEST_CASE("after two dashes nothing is an option") {
    CHECK(parsed({"a", "--", "--again", "b"}) == words{"a", "--again", "b"});
    CHECK(parsed({"-"}) == words{"-"});
}

TEST_CASE("an unknown option is reported as it was typed") {
    CHECK(parsed({"check", "--jsn", "x"}) == words{"check", "?--jsn", "x"});
    CHECK(parsed({"--again=yes"}) == words{"?--again=yes"});
    CHECK(parsed({"-xh"}) == words{"?-x", "=help:"});
    CHECK(parsed({"grade", "--out"}) == words{"grade", "!--out"});
}

#include "support/arguments.hpp"

#include <cstdint>

#include <sock_catch.hpp>

namespace {

const std::vector<arguments::option> known{{"out", true}, {"again"}, {"help", false, 'h'}};

// "=out:DIR" for an option with its value, "?--x" for one that is not known, "!--out" without
// value.
std::vector<std::string> told(std::vector<std::string> typed) {
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

TEST_CASE("words and options keep their order, wherever they stand") {
    CHECK(told({}) == words{});
    CHECK(told({"grade", "--out", "r", "a.zip", "--again", "b"}) ==
          words{"grade", "=out:r", "a.zip", "=again:", "b"});
    CHECK(told({"--out=r", "grade", "", "-h"}) == words{"=out:r", "grade", "", "=help:"});
    CHECK(told({"--ag"}) == words{"=again:"});
}

TEST_CASE("what follows an option that takes a value is its value, whatever it looks like") {
    CHECK(told({"--out", "--again"}) == words{"=out:--again"});
    CHECK(told({"--out", "-1"}) == words{"=out:-1"});
    CHECK(told({"--out="}) == words{"=out:"});
}

TEST_CASE("a number is one from its first to its last letter, and large enough") {
    CHECK(arguments::number<int>("7", 1) == 7);
    CHECK(arguments::number<std::uint64_t>("18446744073709551615", 0) == UINT64_MAX);
    for (const char* text : {"", "0", "-1", "7x", " 7", "+7", "0x7", "99999999999"})
        CHECK_FALSE(arguments::number<int>(text, 1));
    CHECK_FALSE(arguments::number<unsigned>("-1", 0));
}

TEST_CASE("after two dashes nothing is an option") {
    CHECK(told({"a", "--", "--again", "b"}) == words{"a", "--again", "b"});
    CHECK(told({"-"}) == words{"-"});
}

TEST_CASE("what is no option is told as it was typed") {
    CHECK(told({"check", "--jsn", "x"}) == words{"check", "?--jsn", "x"});
    CHECK(told({"--again=yes"}) == words{"?--again=yes"});
    CHECK(told({"-xh"}) == words{"?-x", "=help:"});
    CHECK(told({"grade", "--out"}) == words{"grade", "!--out"});
}

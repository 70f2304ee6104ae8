#include "support/text_width.hpp"

#include "sock_catch.hpp"

#include <algorithm>

TEST_CASE("width counts columns, not bytes") {
    CHECK(support::width("tcp") == 3);
    CHECK(support::width("Ñandú") == 5);
    CHECK(support::width("n\u0303") == 1);
    CHECK(support::width("✓ ▸ ·") == 5);
    CHECK(support::width("漢字") == 4);
    CHECK(support::width("👍") == 2);
    CHECK(support::width("a\u200Bb") == 2);
    CHECK(support::width("") == 0);
}

TEST_CASE("invalid UTF-8 is one column for each byte") {
    CHECK(support::width("\xFF") == 1);
    CHECK(support::width("\xC3") == 1);          // cut short
    CHECK(support::width("\xC0\xAF") == 2);      // overlong
    CHECK(support::width("\xED\xA0\x80") == 3);  // a surrogate
    CHECK(support::width("a\xF0\x9F\x91") == 4);
}

TEST_CASE("padding counts columns") {
    CHECK(support::pad_right("Ñu", 4) == "Ñu  ");
    CHECK(support::pad_left("7", 3) == "  7");
    CHECK(support::pad_right("longer", 3) == "longer");
}

TEST_CASE("wrapping breaks at blanks and keeps long words whole") {
    using lines = std::vector<std::string>;
    CHECK(support::wrap("one two three", 7) == lines{"one two", "three"});
    CHECK(support::wrap("añó ñañ", 7) == lines{"añó ñañ"});
    CHECK(support::wrap("a/very/long/path b", 6) == lines{"a/very/long/path", "b"});
    CHECK(support::wrap("", 10) == lines{""});
    CHECK(support::wrap("one\n\ntwo", 10) == lines{"one", "", "two"});
}

TEST_CASE("wrapping keeps the blanks that put a mark under its byte") {
    using lines = std::vector<std::string>;
    CHECK(support::wrap("\"uno\"\n    ^ here", 40) == lines{"\"uno\"", "    ^ here"});
    CHECK(support::wrap("a   b", 40) == lines{"a   b"});
    CHECK(support::wrap("aaa   bbb   ccc", 8) == lines{"aaa", "bbb", "ccc"});
    CHECK(support::wrap("    aaa bbb", 8) == lines{"    aaa", "bbb"});
    CHECK(support::wrap("   ", 8) == lines{""});
}

TEST_CASE("no line of a paragraph is wider than the page, unless one word is") {
    const std::string text = "una conexión que ñandúes y pingüinos comparten, así sin más: «señal»";
    for (int columns = 30; columns <= 80; ++columns) {
        const auto result = support::paragraph("  ▸ ", text, columns);
        for (const auto& line : support::wrap(result, 1000))
            CHECK(support::width(line) <= columns);
    }
}

TEST_CASE("a paragraph's lines are indented like its first") {
    CHECK(support::paragraph("lab: ", "one two three four five six", 25) ==
          "lab: one two three four\n     five six\n");
    CHECK(support::paragraph("// ", "//   ", "aaaaaaaaaaaaaaa bbbbbbbbbbbbbbbb", 25) ==
          "// aaaaaaaaaaaaaaa\n//   bbbbbbbbbbbbbbbb\n");
}

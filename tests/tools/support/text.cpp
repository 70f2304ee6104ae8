#include "support/text.hpp"

#include "sock_catch.hpp"

namespace {

std::string utf16(const std::u16string& text, bool high_first) {
    std::string result;
    for (const char16_t unit : text) {
        const auto high = static_cast<char>(unit >> 8U);
        const auto low = static_cast<char>(unit & 0xFFU);
        result.append({high_first ? high : low, high_first ? low : high});
    }
    return result;
}

}  // namespace

TEST_CASE("UTF-16 is converted, and nothing else is taken for it") {
    const std::u16string text = u"int main() {} // ñ € \U0001F600\n";
    const std::string same = "int main() {} // ñ € \U0001F600\n";
    for (const bool high_first : {true, false}) {
        CHECK(support::from_utf16(utf16(text, high_first)) == same);
        CHECK(support::from_utf16(utf16(u"\uFEFF" + text, high_first)) == same);
    }
    for (const std::string& other : {same, std::string(), std::string("a"), std::string(8, '\0'),
                                     std::string("\xEF\xBB\xBFint main() {}")})
        CHECK_FALSE(support::from_utf16(other));
}

TEST_CASE("what a reader does not see is shown") {
    CHECK(support::printable("a\u200Bb\u2060\u202E") == "a\\u{200B}b\\u{2060}\\u{202E}");
    CHECK(support::printable("a\u00F1o \U0001F469\u200D\U0001F4BB") ==
          "a\u00F1o \U0001F469\u200D\U0001F4BB");
}

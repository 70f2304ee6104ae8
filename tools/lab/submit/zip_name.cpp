#include "lab/submit/zip_name.hpp"

#include "support/text_width.hpp"

namespace handin {
namespace {

bool ascii_letter_or_digit(char32_t c) {
    return (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
}

bool blank(char32_t c) {
    // The last three are the no-break, the narrow no-break and the ideographic space.
    return c == U' ' || c == U'\t' || c == U'_' || c == 0xA0 || c == 0x202F || c == 0x3000;
}

// Punctuation and signs of Latin-1, and U+2000 to U+2BFF: dashes, quotes, joiners, arrows, symbols.
bool letter_beyond_ascii(char32_t c) {
    return c >= 0xC0 && c != 0xD7 && c != 0xF7 && (c < 0x2000 || c > 0x2BFF) &&
           (c < 0xE000 || c > 0xF8FF);
}

}  // namespace

std::string stem(std::string_view name) {
    constexpr char32_t not_utf8 = 0xFFFD;
    constexpr std::size_t longest = 120;  // with the rest, below the 255 bytes of a file's name
    std::string result = "PracticaSockets";
    bool anything = false;
    bool gap = true;
    while (!name.empty()) {
        const auto rest = name;
        const char32_t c = support::next_code_point(name);
        if (c == not_utf8) return {};
        const bool letter = ascii_letter_or_digit(c) || letter_beyond_ascii(c);
        if (blank(c)) gap = true;
        if (!letter && c != U'-') continue;
        if (!letter && gap) continue;  // a hyphen that joins nothing
        if (result.size() > longest) continue;
        if (gap) result += '_';
        gap = false;
        anything = anything || letter;
        result += rest.substr(0, rest.size() - name.size());
    }
    while (result.back() == '-')
        result.pop_back();
    return anything ? result : std::string();
}

}  // namespace handin

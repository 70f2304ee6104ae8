#include "support/text.hpp"

#include <algorithm>
#include <cstdio>

namespace support {
namespace {

std::string escape(const char* form, unsigned value) {
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, form, value);
    return buffer;
}

bool turns_text_around(char32_t c) {
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

// Line separators and the byte order mark move or hide text, too.
bool acts_unseen(char32_t c) {
    return c == 0x2028 || c == 0x2029 || c == 0xFEFF || (c >= 0x80 && c < 0xA0);
}

std::string shown(const code_point& c, std::string_view bytes) {
    if (c.value == '\n' || c.value == '\t') return std::string(bytes);
    if (c.value < 0x20 || c.value == 0x7F) return escape("\\x%02X", c.value);
    if (turns_text_around(c.value) || acts_unseen(c.value)) return escape("\\u{%04X}", c.value);
    return std::string(bytes);
}

}  // namespace

code_point decode(std::string_view bytes) {
    if (bytes.empty()) return {};
    const auto first = static_cast<unsigned char>(bytes[0]);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || bytes.size() < length) return {};
    char32_t value = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(bytes[i]);
        if ((next & 0xC0U) != 0x80U) return {};
        value = (value << 6U) | (next & 0x3FU);
    }
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < least[length] || surrogate || value > 0x10FFFF) return {};
    return {value, length};
}

std::string printable(std::string_view bytes) {
    std::string result;
    result.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto c = decode(bytes);
        const auto length = std::max<std::size_t>(c.bytes, 1);
        result += c.bytes == 0 ? escape("\\x%02X", static_cast<unsigned char>(bytes[0]))
                               : shown(c, bytes.substr(0, length));
        bytes.remove_prefix(length);
    }
    return result;
}

std::string one_line(std::string_view bytes, std::size_t limit) {
    auto text = printable(bytes);
    std::replace(text.begin(), text.end(), '\n', ' ');
    std::replace(text.begin(), text.end(), '\t', ' ');
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    if (text.size() <= limit) return text;
    // Moves back to the start of a character.
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U)
        --limit;
    return text.substr(0, limit) + "…";
}

}  // namespace support

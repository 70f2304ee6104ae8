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
    return has_no_width(c) || c == 0x2028 || c == 0x2029 || c == 0xFEFF || (c >= 0x80 && c < 0xA0);
}

std::string shown(const code_point& c, std::string_view bytes) {
    if (c.value == '\n' || c.value == '\t') return std::string(bytes);
    if (c.value < 0x20 || c.value == 0x7F) return escape("\\x%02X", c.value);
    if (turns_text_around(c.value) || acts_unseen(c.value)) return escape("\\u{%04X}", c.value);
    return std::string(bytes);
}

// A source begins with ASCII: one byte of each pair is zero, and the other one is not.
bool every_second_is_zero(std::string_view bytes, std::size_t first) {
    const auto some = bytes.substr(0, 32);
    if (some.size() < 4) return false;
    for (std::size_t i = 0; i < some.size(); ++i)
        if ((some[i] == '\0') != (i % 2 == first)) return false;
    return true;
}

void append_utf8(std::string& to, char32_t c) {
    const auto tail = [&](unsigned shift) {
        to += static_cast<char>(0x80U | ((c >> shift) & 0x3FU));
    };
    if (c < 0x80) {
        to += static_cast<char>(c);
    } else if (c < 0x800) {
        to += static_cast<char>(0xC0U | (c >> 6U));
        tail(0);
    } else if (c < 0x10000) {
        to += static_cast<char>(0xE0U | (c >> 12U));
        tail(6);
        tail(0);
    } else {
        to += static_cast<char>(0xF0U | (c >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

// A surrogate without its other half becomes U+FFFD.
std::string utf8_of(std::string_view bytes, bool high_first) {
    const auto unit = [&](std::size_t at) {
        const auto one = static_cast<unsigned char>(bytes[at]);
        const auto two = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<char32_t>(high_first ? one << 8U | two : two << 8U | one);
    };
    std::string result;
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
        auto c = unit(at);
        const auto low = at + 3 < bytes.size() ? unit(at + 2) : 0;
        if (c >= 0xD800 && c < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00);
            at += 2;
        }
        append_utf8(result, c >= 0xD800 && c < 0xE000 ? 0xFFFD : c);
    }
    return result;
}

}  // namespace

std::optional<std::string> from_utf16(std::string_view bytes) {
    if (bytes.substr(0, 2) == "\xFF\xFE") return utf8_of(bytes.substr(2), false);
    if (bytes.substr(0, 2) == "\xFE\xFF") return utf8_of(bytes.substr(2), true);
    if (every_second_is_zero(bytes, 1)) return utf8_of(bytes, false);
    if (every_second_is_zero(bytes, 0)) return utf8_of(bytes, true);
    return std::nullopt;
}

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

bool has_no_width(char32_t c) {
    return c == 0x200B || (c >= 0x2060 && c <= 0x2064);
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

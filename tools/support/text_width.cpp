#include "support/text_width.hpp"

#include <algorithm>
#include <array>

namespace support {
namespace {

constexpr char32_t replacement = 0xFFFD;

struct interval {
    char32_t first;
    char32_t last;
};

// Unicode 15, categories Mn, Me and Cf of the scripts that turn up in names, and the joiners.
constexpr std::array no_width{
    interval{0x0300, 0x036F},   interval{0x0483, 0x0489},  interval{0x0591, 0x05BD},
    interval{0x0610, 0x061A},   interval{0x064B, 0x065F},  interval{0x0E34, 0x0E3A},
    interval{0x1AB0, 0x1AFF},   interval{0x1DC0, 0x1DFF},  interval{0x200B, 0x200F},
    interval{0x202A, 0x202E},   interval{0x2060, 0x2064},  interval{0x20D0, 0x20FF},
    interval{0xFE00, 0xFE0F},   interval{0xFE20, 0xFE2F},  interval{0xFEFF, 0xFEFF},
    interval{0x1F3FB, 0x1F3FF}, interval{0xE0100, 0xE01EF}};

// East Asian Width W and F.
constexpr std::array two_columns{
    interval{0x1100, 0x115F},   interval{0x231A, 0x231B},   interval{0x2E80, 0x303E},
    interval{0x3041, 0xA4CF},   interval{0xA960, 0xA97C},   interval{0xAC00, 0xD7A3},
    interval{0xF900, 0xFAFF},   interval{0xFE30, 0xFE6F},   interval{0xFF00, 0xFF60},
    interval{0xFFE0, 0xFFE6},   interval{0x1F300, 0x1F64F}, interval{0x1F680, 0x1F6FF},
    interval{0x1F900, 0x1F9FF}, interval{0x20000, 0x3FFFD}};

template <std::size_t count>
bool within(const std::array<interval, count>& table, char32_t value) {
    return std::any_of(table.begin(), table.end(), [value](const interval& it) {
        return it.first <= value && value <= it.last;
    });
}

// The length of the sequence that `lead` begins, in bytes; 0 if it begins none.
std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if (lead >= 0xE0 && lead <= 0xEF) return 3;
    if (lead >= 0xF0 && lead <= 0xF4) return 4;
    return 0;
}

// Overlong forms and surrogates are no characters (RFC 3629).
bool valid(char32_t value, std::size_t length) {
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    return value >= smallest[length] && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
}

std::string without_trailing_blanks(const std::string& line) {
    return line.substr(0, line.find_last_not_of(' ') + 1);
}

// Leading blanks stay in the first line, so that a mark stays under its byte.
void wrap_line(std::string_view line, int columns, std::vector<std::string>& into) {
    const auto start = std::min(line.find_first_not_of(' '), line.size());
    const std::string indentation(line.substr(0, start));
    line.remove_prefix(start);
    std::string current = indentation;
    bool begun = false;
    while (!line.empty()) {
        const auto word = line.substr(0, line.find(' '));
        line.remove_prefix(std::min(line.size(), word.size() + 1));
        if (begun && width(current) + 1 + width(word) > columns) {
            into.push_back(without_trailing_blanks(current));
            current.clear();
            begun = false;
        } else if (begun) {
            current += ' ';
        }
        current += word;
        begun = begun || !word.empty();  // several blanks in a row begin no line
    }
    into.push_back(without_trailing_blanks(current));
}

}  // namespace

char32_t next_code_point(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const auto length = sequence_length(lead);
    char32_t value = length < 2 ? lead : lead & (0x7FU >> length);
    bool whole = length > 0 && length <= text.size();
    for (std::size_t i = 1; whole && i < length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        whole = (byte & 0xC0U) == 0x80;
        value = (value << 6U) | (byte & 0x3FU);
    }
    whole = whole && valid(value, length);
    text.remove_prefix(whole ? length : 1);
    return whole ? value : replacement;
}

int width(char32_t code_point) {
    if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0)) return 0;
    if (within(no_width, code_point)) return 0;
    return within(two_columns, code_point) ? 2 : 1;
}

int width(std::string_view text) {
    int sum = 0;
    while (!text.empty())
        sum += width(next_code_point(text));
    return sum;
}

std::string pad_right(std::string_view text, int columns) {
    std::string result(text);
    result.append(static_cast<std::size_t>(std::max(0, columns - width(text))), ' ');
    return result;
}

std::string pad_left(std::string_view text, int columns) {
    std::string result(static_cast<std::size_t>(std::max(0, columns - width(text))), ' ');
    return result.append(text);
}

std::vector<std::string> wrap(std::string_view text, int columns) {
    std::vector<std::string> lines;
    while (true) {
        const auto end = text.find('\n');
        wrap_line(text.substr(0, end), columns, lines);
        if (end == std::string_view::npos) return lines;
        text.remove_prefix(end + 1);
    }
}

std::string paragraph(std::string_view first, std::string_view rest, std::string_view text,
                      int columns) {
    std::string result;
    const int room = std::max(20, columns - std::max(width(first), width(rest)));
    for (const auto& line : wrap(text, room)) {
        const auto& margin = result.empty() ? first : rest;
        result.append(line.empty() ? margin.substr(0, margin.find_last_not_of(' ') + 1) : margin);
        result.append(line).append("\n");
    }
    return result;
}

std::string paragraph(std::string_view first, std::string_view text, int columns) {
    return paragraph(first, pad_right("", width(first)), text, columns);
}

}  // namespace support

#include "lab/console/look.hpp"

#include "support/text_width.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#if __has_include(<sys/ioctl.h>)
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace console {
namespace {

constexpr int widest = 80;
constexpr int narrowest = 40;

bool names_utf8(std::string locale) {
    std::transform(locale.begin(), locale.end(), locale.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
}

// The first variable that is set decides (locale(7)).
std::string character_locale(const environment& variables) {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        if (auto value = variables(name); !value.empty()) return value;
    }
    return {};
}

struct substitute {
    char32_t code_point;
    std::string_view ascii;
};

constexpr std::array substitutes{
    substitute{U'á', "a"},   substitute{U'é', "e"},  substitute{U'í', "i"},
    substitute{U'ó', "o"},   substitute{U'ú', "u"},  substitute{U'ü', "u"},
    substitute{U'ñ', "n"},   substitute{U'Á', "A"},  substitute{U'É', "E"},
    substitute{U'Í', "I"},   substitute{U'Ó', "O"},  substitute{U'Ú', "U"},
    substitute{U'Ü', "U"},   substitute{U'Ñ', "N"},  substitute{U'¿', ""},
    substitute{U'¡', ""},    substitute{U'«', "\""}, substitute{U'»', "\""},
    substitute{U'“', "\""},  substitute{U'”', "\""}, substitute{U'‘', "'"},
    substitute{U'’', "'"},   substitute{U'—', "--"}, substitute{U'–', "-"},
    substitute{U'…', "..."}, substitute{U'·', "-"},  substitute{U'→', "->"},
    substitute{U'←', "<-"},  substitute{U'✓', "+"},  substitute{U'✗', "x"},
    substitute{U'▸', ">"},   substitute{U'×', "x"},  substitute{U'≥', ">="},
    substitute{U'≤', "<="},  substitute{U'±', "+-"}, substitute{U'\u00A0', " "}};

}  // namespace

std::string process_environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

device this_device() {
    device result;
#if __has_include(<sys/ioctl.h>)
    result.output_is_terminal = isatty(STDOUT_FILENO) != 0;
    result.errors_is_terminal = isatty(STDERR_FILENO) != 0;
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        result.columns = size.ws_col;
        result.rows = size.ws_row;
    }
#endif
    return result;
}

look look_of(const device& where, const environment& variables, bool plain) {
    const auto terminal = variables("TERM");
    const bool capable = !terminal.empty() && terminal != "dumb";
    look result;
    result.plain = plain;
    result.colour = !plain && where.output_is_terminal && capable && variables("NO_COLOR").empty();
    result.unicode = !plain && names_utf8(character_locale(variables));
    result.animated = !plain && where.errors_is_terminal && capable;
    result.whole_screen = !plain && where.output_is_terminal && capable;
    result.columns = page_columns(where.columns);
    return result;
}

int page_columns(int columns) {
    return columns > 0 ? std::clamp(columns, narrowest, widest) : widest;
}

std::string paint(const look& how, role as, std::string_view text) {
    if (!how.colour || text.empty()) return std::string(text);
    constexpr std::array<const char*, 5> codes{"32", "31", "33", "1", "2"};
    return "\x1b[" + std::string(codes[static_cast<std::size_t>(as)]) + "m" + std::string(text) +
           "\x1b[0m";
}

std::string to_ascii(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const char32_t next = support::next_code_point(text);
        if (next < 0x80) {
            result += static_cast<char>(next);
            continue;
        }
        const auto* found =
            std::find_if(substitutes.begin(), substitutes.end(),
                         [next](const substitute& it) { return it.code_point == next; });
        if (found != substitutes.end()) {
            result += found->ascii;
        } else if (support::width(next) > 0) {
            result += '?';
        }
    }
    return result;
}

std::string harmless(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result;
    while (!text.empty()) {
        const auto rest = text;
        const char32_t next = support::next_code_point(text);
        const bool control = (next < 0x20 && next != U'\n') || (next >= 0x7F && next < 0xA0);
        // U+202A… reverse the writing direction, and with it the meaning of a path.
        const bool turns = (next >= 0x202A && next <= 0x202E) || (next >= 0x2066 && next <= 0x2069);
        if (control) {
            result += "\\x";
            result += digits[(next >> 4U) & 0xFU];
            result += digits[next & 0xFU];
        } else if (turns || next == 0xFFFD) {
            result += "\xEF\xBF\xBD";
        } else {
            result += rest.substr(0, rest.size() - text.size());
        }
    }
    return result;
}

}  // namespace console

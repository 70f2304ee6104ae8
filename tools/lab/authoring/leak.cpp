#include "lab/authoring/leak.hpp"

#include "course/todo_regions.hpp"
#include "support/lines.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

namespace authoring {
namespace {

bool part_of_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Joins blanks into one and removes those around punctuation: `f( x )` shows as much as `f(x)`.
std::string condensed(std::string_view line) {
    std::string result;
    bool gap = false;
    for (const char c : support::trimmed(line)) {
        if (c == ' ' || c == '\t') {
            gap = true;
            continue;
        }
        if (gap && !result.empty() && part_of_name(result.back()) && part_of_name(c)) result += ' ';
        gap = false;
        result += c;
    }
    return result;
}

/// A text as `condensed` makes it of a single line, and the line that each of its bytes is from.
struct flat {
    std::string text;
    std::vector<int> lines;

    [[nodiscard]] int line_of(const std::string& secret) const {
        const auto at = text.find(secret);
        return at == std::string::npos ? 0 : lines[at];
    }
};

flat flattened(std::string_view text) {
    flat result;
    bool gap = false;
    int line = 1;
    for (const char c : text) {
        if (c == '\n') ++line;
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            gap = true;
            continue;
        }
        const bool between_names =
            gap && !result.text.empty() && part_of_name(result.text.back()) && part_of_name(c);
        if (between_names) {
            result.text += ' ';
            result.lines.push_back(line);
        }
        gap = false;
        result.text += c;
        result.lines.push_back(line);
    }
    return result;
}

struct disguise {
    std::string_view written;
    std::string_view means;
};

// HTML's character references and JSON's escapes for characters that C++ uses.
constexpr std::array disguises{
    disguise{"&lt;", "<"},    disguise{"&gt;", ">"},    disguise{"&amp;", "&"},
    disguise{"&quot;", "\""}, disguise{"&#34;", "\""},  disguise{"&#39;", "'"},
    disguise{"&apos;", "'"},  disguise{"&nbsp;", " "},  disguise{"&#160;", " "},
    disguise{"\\n", " "},     disguise{"\\t", " "},     disguise{"\\\"", "\""},
    disguise{"\\u003c", "<"}, disguise{"\\u003e", ">"}, disguise{"\\u0026", "&"},
    disguise{"\\u003C", "<"}, disguise{"\\u003E", ">"}, disguise{"\\/", "/"}};

// The length of the tag at the start of `text`; 0 if there is none.
std::size_t tag_length(std::string_view text) {
    constexpr std::size_t longest = 500;
    const bool opens = text.size() > 2 && text[0] == '<' &&
                       (std::isalpha(static_cast<unsigned char>(text[1])) != 0 || text[1] == '/');
    if (!opens) return 0;
    const auto end = text.substr(0, longest).find('>');
    return end == std::string_view::npos ? 0 : end + 1;
}

// Line ends stay, so that a line's number stays what it is.
// A tag may also be what C++ writes: std::vector<char>.
enum class tags { stay, go };

std::string without_dress(std::string_view text, tags what) {
    std::string result;
    while (!text.empty()) {
        const auto tag = what == tags::go ? tag_length(text) : 0;
        const auto* known =
            std::find_if(disguises.begin(), disguises.end(), [text](const disguise& it) {
                return text.substr(0, it.written.size()) == it.written;
            });
        if (tag > 0) {
            const auto inside = text.substr(0, tag);
            result.append(static_cast<std::size_t>(std::count(inside.begin(), inside.end(), '\n')),
                          '\n');
            text.remove_prefix(tag);
        } else if (known != disguises.end()) {
            result += known->means;
            text.remove_prefix(known->written.size());
        } else {
            result += text.front();
            text.remove_prefix(1);
        }
    }
    return result;
}

bool keyword(std::string_view word) {
    constexpr std::array words{"auto",  "bool",   "break",  "case",  "catch",  "char",
                               "const", "do",     "else",   "false", "for",    "if",
                               "int",   "return", "size_t", "std",   "switch", "throw",
                               "true",  "try",    "using",  "void",  "while",  "continue"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool telling(std::string_view line) {
    if (line.substr(0, 2) == "//") return false;
    int names = 0;
    std::string word;
    for (const char c : std::string(line) + " ") {
        if (part_of_name(c)) {
            word += c;
            continue;
        }
        const bool number = !word.empty() && std::isdigit(static_cast<unsigned char>(word[0])) != 0;
        if (word.size() > 1 && !number && !keyword(word)) ++names;
        word.clear();
    }
    return names >= 3;
}

void add_lines(std::string_view text, std::set<std::string>& into) {
    for (const auto line : support::lines(text))
        into.insert(condensed(line));
}

std::set<std::string> known_lines(const std::vector<std::string>& solutions,
                                  const std::vector<std::string>& stubs) {
    std::set<std::string> result;
    for (const auto& text : stubs)
        add_lines(text, result);
    for (const auto& text : solutions) {
        bool inside = false;
        for (const auto line : support::lines(text)) {
            const bool marker = support::trimmed(line).substr(0, 3) == "//[";
            if (marker) inside = !inside;
            if (!marker && !inside) result.insert(condensed(line));
        }
    }
    return result;
}

}  // namespace

std::set<std::string> secrets(const std::vector<std::string>& solutions,
                              const std::vector<std::string>& stubs) {
    const auto known = known_lines(solutions, stubs);
    std::set<std::string> result;
    for (const auto& text : solutions) {
        for (const auto& region : course::regions(text)) {
            for (const auto& line : region.lines) {
                auto secret = condensed(line);
                if (telling(secret) && known.count(secret) == 0) result.insert(std::move(secret));
            }
        }
    }
    return result;
}

std::vector<leak> leaks(const std::vector<support::file_entry>& bundle,
                        const std::set<std::string>& secrets) {
    std::vector<leak> result;
    for (const auto& entry : bundle) {
        const auto plain = flattened(entry.bytes);
        const auto unescaped = flattened(without_dress(entry.bytes, tags::stay));
        const auto undressed = flattened(without_dress(entry.bytes, tags::go));
        for (const auto& secret : secrets) {
            auto line = plain.line_of(secret);
            if (line == 0) line = unescaped.line_of(secret);
            if (line == 0) line = undressed.line_of(secret);
            if (line > 0) result.push_back({entry.path, line, secret});
        }
    }
    return result;
}

std::vector<std::string> unreadable(const std::vector<support::file_entry>& bundle) {
    constexpr std::array pictures{".png", ".jpg", ".gif", ".ico", ".webp", ".woff", ".woff2"};
    std::vector<std::string> result;
    for (const auto& entry : bundle) {
        const auto ending = std::filesystem::path(entry.path).extension().string();
        const bool picture = std::find(pictures.begin(), pictures.end(), ending) != pictures.end();
        if (!picture && entry.bytes.find('\0') != std::string::npos) result.push_back(entry.path);
    }
    return result;
}

}  // namespace authoring

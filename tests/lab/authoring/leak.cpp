#include "authoring/leak.hpp"

#include "authoring/lines.hpp"
#include "authoring/stub.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace authoring {
namespace {

bool part_of_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// One blank for many, none around punctuation: `f( x )` tells as much as `f(x)`.
std::string condensed(std::string_view line) {
    std::string result;
    bool gap = false;
    for (const char c : trimmed(line)) {
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
    for (const auto line : lines(text))
        into.insert(condensed(line));
}

std::set<std::string> known_lines(const std::vector<std::string>& solutions,
                                  const std::vector<std::string>& stubs) {
    std::set<std::string> result;
    for (const auto& text : stubs)
        add_lines(text, result);
    for (const auto& text : solutions) {
        bool inside = false;
        for (const auto line : lines(text)) {
            const bool marker = trimmed(line).substr(0, 3) == "//[";
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
        for (const auto& region : regions(text)) {
            for (const auto& line : region.lines) {
                auto secret = condensed(line);
                if (telling(secret) && known.count(secret) == 0) result.insert(std::move(secret));
            }
        }
    }
    return result;
}

std::vector<leak> leaks(const std::vector<handin::entry>& bundle,
                        const std::set<std::string>& secrets) {
    std::vector<leak> result;
    for (const auto& entry : bundle) {
        int number = 0;
        for (const auto line : lines(entry.bytes)) {
            ++number;
            const auto text = condensed(line);
            for (const auto& secret : secrets) {
                if (text.find(secret) == std::string::npos) continue;
                result.push_back({entry.path, number, secret});
                break;
            }
        }
    }
    return result;
}

}  // namespace authoring

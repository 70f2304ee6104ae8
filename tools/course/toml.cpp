#include "course/toml.hpp"

#include "support/files.hpp"
#include "support/lines.hpp"

#include <stdexcept>

namespace course {
namespace {

[[noreturn]] void fail(const std::string& file, const toml::parse_error& error) {
    throw std::runtime_error(file + ":" + std::to_string(error.source().begin.line) + ": " +
                             std::string(error.description()));
}

// Outside of strings, which may hold any number of them.
std::ptrdiff_t dots_in(std::string_view line) {
    std::ptrdiff_t result = 0;
    char quote = '\0';
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '\\' && quote == '"')
            ++i;
        else if (quote != '\0')
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '.')
            ++result;
    }
    return result;
}

// toml++ calls itself for each part of a key `a.b.c`, and limits values only: thousands of parts
// use up the stack. No line that people write has so many dots.
void refuse_deep_keys(std::string_view text, const std::string& file) {
    constexpr std::ptrdiff_t most = 1000;
    std::size_t number = 0;
    for (const auto line : support::lines(text)) {
        ++number;
        if (dots_in(line) > most)
            throw std::runtime_error(file + ":" + std::to_string(number) +
                                     ": has too many dots in one line: no key has so many parts");
    }
}

}  // namespace

toml::table read_toml(const std::filesystem::path& file) {
    if (!std::filesystem::is_regular_file(file)) {
        throw std::runtime_error(file.string() + ": there is no such file");
    }
    return parse_toml(support::read_file(file), file.string());
}

toml::table parse_toml(std::string_view text, const std::string& file) {
    refuse_deep_keys(text, file);
    try {
        return toml::parse(text, file);
    } catch (const toml::parse_error& error) {
        fail(file, error);
    }
}

}  // namespace course

/// @file
/// Parses a command line into words and options, with getopt_long(3).
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace arguments {

/// A known option. A unique prefix of its name is accepted, too.
struct option {
    std::string name;  ///< without the two dashes
    bool takes_value = false;
    char letter = '\0';  ///< -h
};

enum class kind { plain, option, unknown_option, lacks_value };

/// One word, or an option with its value.
struct word {
    arguments::kind kind = kind::plain;
    std::string text;   ///< as typed; of a known option its name
    std::string value;  ///< of an option that takes one
};

/// The words, in the order typed. Options may stand anywhere before `--`. Not thread-safe, because
/// getopt_long keeps global state.
[[nodiscard]] std::vector<word> read(const std::vector<option>& known,
                                     std::vector<std::string> typed);

/// A whole number of at least `least`, in decimal digits only. No value for any other text.
template <class Number>
[[nodiscard]] std::optional<Number> number(const std::string& text, Number least) {
    Number result{};
    const auto* const end = text.data() + text.size();
    const auto [at, problem] = std::from_chars(text.data(), end, result);
    if (problem != std::errc{} || at != end || result < least) return std::nullopt;
    return result;
}

}  // namespace arguments

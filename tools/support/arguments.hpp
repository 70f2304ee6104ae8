/// @file
/// The words of a command line, each with what it is: getopt_long(3) from values to values.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace arguments {

/// An option that a program knows. It may be typed shorter, as long as it cannot be another.
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

/// What was typed, in its order. Options may stand anywhere; after `--` nothing is one. Not for two
/// threads at once: getopt_long has its state outside.
[[nodiscard]] std::vector<word> read(const std::vector<option>& known,
                                     std::vector<std::string> typed);

/// A whole number from `least` on, decimal digits and nothing around them; nothing for anything
/// else.
template <class Number>
[[nodiscard]] std::optional<Number> number(const std::string& text, Number least) {
    Number result{};
    const auto* const end = text.data() + text.size();
    const auto [at, problem] = std::from_chars(text.data(), end, result);
    if (problem != std::errc{} || at != end || result < least) return std::nullopt;
    return result;
}

}  // namespace arguments

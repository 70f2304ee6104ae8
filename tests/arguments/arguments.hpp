/// @file
/// The words of a command line, each with what it is: getopt_long(3) from values to values.
#pragma once

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

}  // namespace arguments

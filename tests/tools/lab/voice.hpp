/// @file
/// Helpers for tests of `lab`'s output: a voice to write it, and functions to check it.
#pragma once

#include "lab/console/voice.hpp"

#include <algorithm>
#include <string>

namespace saying {

/// A voice in this language with this look.
[[nodiscard]] inline console::voice speaker(course::language in = course::language::en,
                                            console::look how = {}) {
    return {course::catalogue::load(std::string(SOCK_TREE) + "/tools/lab/words", in), how, "./lab"};
}

/// The same with the most important parts of the look.
[[nodiscard]] inline console::voice speaker(course::language in, bool unicode,
                                            bool colour = false) {
    console::look how;
    how.unicode = unicode;
    how.colour = colour;
    return speaker(in, how);
}

[[nodiscard]] inline bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

[[nodiscard]] inline bool ascii(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace saying

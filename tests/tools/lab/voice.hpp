/// @file
/// What `lab` says, for tests: a voice to say it with, and a look at what was said.
#pragma once

#include "lab/console/voice.hpp"

#include <algorithm>
#include <string>

namespace saying {

/// The voice of `lab` where it has to look like that.
[[nodiscard]] inline console::voice speaker(course::language in = course::language::en,
                                            console::look how = {}) {
    return {course::catalogue::load(std::string(SOCK_TREE) + "/tools/lab/words", in), how, "./lab"};
}

/// The same for what matters most of it.
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

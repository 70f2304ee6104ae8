/// @file
/// What `lab` says, for tests: a voice to say it with, and a look at what was said.
#pragma once

#include "console/voice.hpp"

#include <string>

namespace saying {

/// The voice of `lab` where it has to look like that.
[[nodiscard]] inline console::voice speaker(course::language in = course::language::en,
                                            console::look how = {}) {
    return {course::catalogue::load(std::string(SOURCE) + "/tests/lab/words", in), how, "./lab"};
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

}  // namespace saying

/// @file
/// What people read: an id with parameters, and its words in one language.
#pragma once

#include "course/words.hpp"

#include <string>

namespace wire {

/// An empty id: the text is the same in every language, such as a line of the compiler.
struct sentence {
    std::string id = {};
    course::parameters params = {};
    std::string text = {};

    [[nodiscard]] bool empty() const { return id.empty() && text.empty(); }
};

/// A text that is the same in every language.
[[nodiscard]] sentence plain(std::string text);

/// The sentence `id` in the language of `words`.
[[nodiscard]] sentence say(const course::catalogue& words, std::string id,
                           course::parameters params = {});

}  // namespace wire

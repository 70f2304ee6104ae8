/// @file
/// The texts of grading, and how its tests look at what was written.
#pragma once

#include "course/words.hpp"

#include <stdexcept>
#include <string>

[[nodiscard]] inline const course::catalogue& words(course::language which = course::language::en) {
    static const auto en =
        course::catalogue::load(SOCK_TREE "/tools/grading/words", course::language::en);
    static const auto es =
        course::catalogue::load(SOCK_TREE "/tools/grading/words", course::language::es);
    return which == course::language::en ? en : es;
}

[[nodiscard]] inline bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// What `act` throws, in words; empty if it does not.
template <typename Act>
[[nodiscard]] std::string complaint_of(const Act& act) {
    try {
        static_cast<void>(act());
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

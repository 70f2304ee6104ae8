/// @file
/// The languages that a program may be written in.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace course {

/// The language of a source. (`language` is that of the reader.)
enum class dialect { cpp, c, python };

struct dialect_traits {
    dialect which;
    std::string_view name;    ///< "C++"
    std::string_view ending;  ///< of its sources: ".cpp"
    /// The compilers or interpreters, the preferred one first.
    std::array<std::string_view, 3> tools;
    std::string_view variable;  ///< of the environment, which names another one; empty: none
    /// The options that choose the language's edition; empty: an interpreter has none.
    std::string_view standard;
};

inline constexpr std::array<dialect_traits, 3> dialects{{
    {dialect::cpp, "C++", ".cpp", {"g++", "clang++", "c++"}, "CXX", "-std=c++20"},
    // The compilers' own default: C17 with the declarations of POSIX, which -std=c17 hides.
    {dialect::c, "C", ".c", {"gcc", "clang", "cc"}, "CC", "-std=gnu17"},
    {dialect::python, "Python", ".py", {"python3"}, "", ""},
}};

[[nodiscard]] constexpr const dialect_traits& traits(dialect which) {
    return dialects[static_cast<std::size_t>(which)];
}

/// The language of the source `file`, by its ending; nothing if it is no source.
[[nodiscard]] constexpr std::optional<dialect> dialect_of(std::string_view file) {
    for (const auto& it : dialects)
        if (file.ends_with(it.ending)) return it.which;
    return std::nullopt;
}

}  // namespace course

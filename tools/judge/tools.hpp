/// @file
/// The paths of everything that judging needs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace judge {

/// Absolute paths. With an empty `box`, programs are built and run without one (`lab check`).
struct tools {
    std::filesystem::path suite;        ///< the program sock-suite
    std::filesystem::path box;          ///< the program sock-box, or empty
    std::filesystem::path preload;      ///< the library sock-preload.so, or empty
    std::filesystem::path include;      ///< the folder with our own sock.hpp
    std::filesystem::path exercises;    ///< course.toml and the exercises
    std::filesystem::path suite_words;  ///< the suite's catalogues: en.toml, es.toml
    std::filesystem::path precompiled;  ///< from `precompile`, or empty
    std::string compiler;               ///< empty: $CXX (without a box), else g++, else c++

    [[nodiscard]] bool boxed() const { return !box.empty(); }
};

}  // namespace judge

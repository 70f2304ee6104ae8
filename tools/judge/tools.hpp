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

    /// The first of a block of users, each of which is a box (sock-box --users); 0: real boxes.
    unsigned users = 0;

    [[nodiscard]] bool boxed() const { return !box.empty(); }

    /// Where a program in a box finds `ours`: at `inside`, or, as a user of this machine, where it
    /// is.
    [[nodiscard]] std::string seen_in_box(const std::filesystem::path& ours,
                                          const std::string& inside) const {
        return users != 0 ? std::filesystem::absolute(ours).string() : inside;
    }

    /// "sock-box PROFILE", how the command begins.
    [[nodiscard]] std::vector<std::string> box_of(const std::string& sock_box,
                                                  const std::string& profile) const {
        if (users == 0) return {sock_box, profile};
        return {sock_box, profile, "--users", std::to_string(users)};
    }
};

}  // namespace judge

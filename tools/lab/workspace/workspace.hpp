/// @file
/// Where the things are that the commands work with.
#pragma once

#include "judge/tools.hpp"

#include <filesystem>
#include <string>

namespace lab {

namespace fs = std::filesystem;

/// The tree that `lab` was started from, and the folder the person stands in.
struct workspace {
    fs::path home;  ///< holds exercises/, include/, …
    fs::path bin;   ///< sock-lab, sock-suite, sock-box, sock-unpack
    fs::path here;  ///< the current folder

    [[nodiscard]] fs::path exercises() const { return home / "exercises"; }
    [[nodiscard]] fs::path solutions() const { return home / "solutions"; }
    [[nodiscard]] fs::path memory() const { return home / ".lab"; }
    [[nodiscard]] fs::path words() const { return home / "tools/lab/words"; }
    [[nodiscard]] fs::path build() const { return bin.parent_path(); }

    /// True in the instructor's tree, false in the bundle that students get.
    [[nodiscard]] bool has_solutions() const { return fs::is_directory(solutions()); }

    /// `path` as the person would type it: relative if it lies at or below the current folder, or
    /// both lie in the tree; else absolute.
    [[nodiscard]] std::string shown(const fs::path& path) const;

    /// Without a box: a student's own machine, a student's own program.
    [[nodiscard]] judge::tools tools() const;
};

/// From SOCK_LAB_HOME (else the tree it was built from) and from where this program lies.
[[nodiscard]] workspace find_workspace();

}  // namespace lab

/// @file
/// The paths that the commands work with.
#pragma once

#include "judge/tools.hpp"

#include <filesystem>
#include <string>

namespace lab {

namespace fs = std::filesystem;

/// The tree that `lab` was started from, and the current folder.
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

    /// `path` as a person would type it: relative if it is at or below the current folder, or if
    /// both are in the tree; else absolute.
    [[nodiscard]] std::string shown(const fs::path& path) const;

    /// Without a sandbox: a student runs their own program on their own machine.
    [[nodiscard]] judge::tools tools() const;
};

/// From SOCK_LAB_HOME (else the tree it was built from) and from the path of this program.
[[nodiscard]] workspace find_workspace();

}  // namespace lab

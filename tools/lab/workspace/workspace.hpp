/// @file
/// The paths that the commands work with.
#pragma once

#include "judge/tools.hpp"

#include <filesystem>
#include <string>

namespace lab {

namespace fs = std::filesystem;

/// The folder of the students' bundle for everything that is not theirs to edit: the programs,
/// their sources and words, the stubs as they were handed out.
inline constexpr auto not_yours = "tools-not-yours";

/// The tree that `lab` was started from, and the current folder.
struct workspace {
    fs::path home;        ///< holds exercises/, include/, docs/
    fs::path tools_home;  ///< holds tools/, tests/, stubs/: `home`, or its folder `not_yours`
    fs::path bin;         ///< sock-lab, sock-suite, sock-box, sock-unpack
    fs::path build;       ///< may be written to
    fs::path here;        ///< the current folder

    [[nodiscard]] fs::path exercises() const { return home / "exercises"; }
    [[nodiscard]] fs::path solutions() const { return home / "solutions"; }
    [[nodiscard]] fs::path memory() const { return home / ".lab"; }
    [[nodiscard]] fs::path words() const { return tools_home / "tools/lab/words"; }

    /// True in the instructor's tree, false in the bundle that students get.
    [[nodiscard]] bool has_solutions() const { return fs::is_directory(solutions()); }

    /// `path` as a person would type it: relative if it is at or below the current folder, or if
    /// both are in the tree; else absolute.
    [[nodiscard]] std::string shown(const fs::path& path) const;

    /// Without a sandbox: a student runs their own program on their own machine.
    [[nodiscard]] judge::tools tools() const;
};

/// From the launcher's variables SOCK_LAB_HOME, SOCK_LAB_BIN and SOCK_LAB_CACHE; what is not set is
/// that of the tree from which this program was built.
[[nodiscard]] workspace find_workspace();

}  // namespace lab

/// @file
/// The project's own build, for the commands that need more of it than the launcher has built.
#pragma once

#include "lab/workspace/session.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lab {

/// Steps that say nothing unless they fail.
class building {
  public:
    explicit building(const session& now);

    /// Runs it, with what it says in a file. Throws `problem` (`complaint`, an id of the catalogue)
    /// with the end of that file on the screen if it fails.
    void step(const std::vector<std::string>& argv, const std::string& complaint);

  private:
    const session& now_;
    std::filesystem::path log_;
    console::progress_line line_;
};

/// As a person would type it, behind a prompt.
[[nodiscard]] std::string spelled(const std::vector<std::string>& argv);

}  // namespace lab

/// @file
/// Builds more of this project, for commands that need more than the launcher has built.
#pragma once

#include "lab/workspace/session.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lab {

/// Runs steps that print nothing unless they fail.
class building {
  public:
    explicit building(const session& now);

    /// Runs it with its output in a file. If it fails, prints the end of that file and throws
    /// `problem` (`complaint`, an id of the catalogue).
    void step(const std::vector<std::string>& argv, const std::string& complaint);

  private:
    const session& now_;
    std::filesystem::path log_;
    console::progress_line line_;
};

/// As a person would type it, behind a prompt.
[[nodiscard]] std::string spelled(const std::vector<std::string>& argv);

}  // namespace lab

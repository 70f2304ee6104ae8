/// @file
/// A copy of the tree in a temporary folder, and `sock-lab` started in it as a process.
#pragma once

#include "lab/workspace/files.hpp"
#include "support/process.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace world {

namespace fs = std::filesystem;

/// A command's output and exit status.
struct answer {
    int code = -1;
    std::string out;
    std::string err;
};

class tree {
  public:
    /// With all files that commands need, or as students get it.
    explicit tree(bool with_solutions = true);

    [[nodiscard]] const fs::path& home() const { return home_; }

    /// Sets a variable for the commands that follow.
    void set(const std::string& name, const std::string& value) { variables_[name] = value; }

    /// The environment of `sock-lab`, as "NAME=value".
    [[nodiscard]] std::vector<std::string> environment() const;

    /// Runs `sock-lab ARGUMENT…` in `here` (empty: in the tree).
    [[nodiscard]] answer lab(const std::vector<std::string>& arguments,
                             const fs::path& here = {}) const;

    void write(const std::string& path, const std::string& text) const;
    [[nodiscard]] std::string read(const std::string& path) const;

    /// "11 of 11 checks" with the exercise's number of checks.
    [[nodiscard]] std::string count_of_checks(const std::string& folder, bool passed = true) const;

    /// Replaces the stub of an exercise by its solution.
    void solve(const std::string& folder, const std::string& program) const;

  private:
    lab::scratch_folder scratch_;
    fs::path home_;
    std::map<std::string, std::string> variables_;
};

}  // namespace world

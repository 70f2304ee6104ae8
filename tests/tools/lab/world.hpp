/// @file
/// A copy of the tree in a folder of its own, and `sock-lab` started in it as a process.
#pragma once

#include "lab/workspace/files.hpp"
#include "support/process.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace world {

namespace fs = std::filesystem;

/// What a command said and how it ended.
struct answer {
    int code = -1;
    std::string out;
    std::string err;
};

class tree {
  public:
    /// With everything that commands need, or as students get it.
    explicit tree(bool with_solutions = true);

    [[nodiscard]] const fs::path& home() const { return home_; }

    /// A variable for the commands that follow.
    void set(const std::string& name, const std::string& value) { variables_[name] = value; }

    /// What `sock-lab` finds in its environment, as "NAME=value".
    [[nodiscard]] std::vector<std::string> environment() const;

    /// Runs `sock-lab ARGUMENT…` in `here` (empty: in the tree).
    [[nodiscard]] answer lab(const std::vector<std::string>& arguments,
                             const fs::path& here = {}) const;

    void write(const std::string& path, const std::string& text) const;
    [[nodiscard]] std::string read(const std::string& path) const;

    /// "11 of 11 checks": how many an exercise has is its own affair.
    [[nodiscard]] std::string count_of_checks(const std::string& folder, bool passed = true) const;

    /// Puts the solution of an exercise in the place of its stub.
    void solve(const std::string& folder, const std::string& program) const;

  private:
    lab::scratch_folder scratch_;
    fs::path home_;
    std::map<std::string, std::string> variables_;
};

}  // namespace world

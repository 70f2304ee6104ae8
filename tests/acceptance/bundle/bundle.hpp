/// @file
/// The students' bundle as a student gets it: unpacked in its own folder, with nothing of the tree
/// that it was made from.
#pragma once

#include "acceptance/places.hpp"
#include "lab/workspace/files.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace acceptance {

struct answer {
    int code = -1;
    std::string out;
    std::string err;
    std::chrono::milliseconds took{};
};

/// What the student's machine has.
enum class installed {
    compiler,   ///< a shell, coreutils and a compiler; no cmake, no libraries
    everything  ///< what this machine has
};

class unpacked_bundle {
  public:
    /// Publishes the tree in the language `in` and unpacks the bundle. Throws std::runtime_error
    /// with the output if publishing fails.
    unpacked_bundle(const std::string& in, installed on_the_machine);

    [[nodiscard]] const fs::path& home() const { return home_; }
    [[nodiscard]] fs::path not_yours() const;

    /// Moves the bundle to another folder.
    void move();

    /// Makes all but the student's own files read-only: for root, too, if the system allows mounts.
    void protect();

    /// True if cmake(1) finds all sources that a build needs.
    [[nodiscard]] answer configure() const;

    /// `./lab ARGUMENT…` in the bundle: without ccache, and with a loopback-only network if the
    /// system allows that.
    [[nodiscard]] answer lab(const std::vector<std::string>& arguments) const;

    /// Replaces the stubs by the solutions.
    void solve() const;

  private:
    [[nodiscard]] std::string search_path() const;

    lab::scratch_folder scratch_;
    fs::path home_;
    installed installed_;
    std::vector<std::string> mounting_;  ///< the command that mounts read-only, if there is one
};

/// `sock-lab ARGUMENT…` in the tree itself.
[[nodiscard]] answer lab_of_the_tree(const std::vector<std::string>& arguments);

}  // namespace acceptance

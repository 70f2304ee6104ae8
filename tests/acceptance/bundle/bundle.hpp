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

/// Whose programs the commands of a bundle use.
enum class tools {
    built_there,  ///< built by `./lab`, which takes a minute
    ours          ///< the tree's own, built from the same sources
};

class unpacked_bundle {
  public:
    /// Publishes the tree in the language `in` and unpacks the bundle. Throws std::runtime_error
    /// with the output if publishing fails.
    unpacked_bundle(const std::string& in, tools whose);

    [[nodiscard]] const fs::path& home() const { return home_; }

    /// True if cmake(1) finds all sources that a build needs.
    [[nodiscard]] answer configure() const;

    /// `./lab ARGUMENT…` in the bundle: without ccache, and with a loopback-only network if the
    /// system allows that.
    [[nodiscard]] answer lab(const std::vector<std::string>& arguments) const;

    /// Replaces the stubs by the solutions.
    void solve() const;

  private:
    lab::scratch_folder scratch_;
    fs::path home_;
    tools whose_;
};

/// `sock-lab ARGUMENT…` in the tree itself.
[[nodiscard]] answer lab_of_the_tree(const std::vector<std::string>& arguments);

}  // namespace acceptance

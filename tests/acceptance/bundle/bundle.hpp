/// @file
/// The students' bundle as a student has it: unpacked in a folder of its own, with nothing of the
/// tree that it was made from.
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

/// Whose programs a bundle is used with.
enum class tools {
    built_there,  ///< what `./lab` makes of it, which takes a minute
    ours          ///< the tree's own, which are made of the same sources
};

class unpacked_bundle {
  public:
    /// Publishes the tree in the language `in` and unpacks that. Throws std::runtime_error with
    /// what was said if it cannot be published.
    unpacked_bundle(const std::string& in, tools whose);

    [[nodiscard]] const fs::path& home() const { return home_; }

    /// What building it needs is there: cmake(1) finds all its sources.
    [[nodiscard]] answer configure() const;

    /// `./lab ARGUMENT…` there: with a network of loopback only, where the system allows that, and
    /// without ccache.
    [[nodiscard]] answer lab(const std::vector<std::string>& arguments) const;

    /// Puts the solutions in the place of the stubs.
    void solve() const;

  private:
    lab::scratch_folder scratch_;
    fs::path home_;
    tools whose_;
};

/// `sock-lab ARGUMENT…` in the tree itself.
[[nodiscard]] answer lab_of_the_tree(const std::vector<std::string>& arguments);

}  // namespace acceptance

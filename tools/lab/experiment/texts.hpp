/// @file
/// The texts of each experiment: `experiments.toml`, in one language.
#pragma once

#include "lab/console/voice.hpp"
#include "lab/experiment/experiments.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace experiment {

/// One of the answers that a person may choose before the experiment runs.
struct choice {
    std::string text;
    std::string outcomes;  ///< the ids of the predicted outcomes, with blanks between them
};

class texts {
  public:
    /// `folder` holds experiments.toml.
    texts(const std::filesystem::path& folder, letter which, course::language in);

    [[nodiscard]] std::string title() const { return text("title"); }
    [[nodiscard]] std::string scene() const { return text("scene"); }
    [[nodiscard]] std::string question() const { return text("expect.question"); }
    [[nodiscard]] std::string why() const { return text("why"); }
    [[nodiscard]] std::vector<choice> choices() const;

    /// The outcome in words.
    [[nodiscard]] std::string outcome(const played& it, const console::voice& say) const;

    /// True if `answer` predicted this outcome.
    [[nodiscard]] static bool foretold(const choice& answer, const std::string& outcome);

  private:
    [[nodiscard]] std::string text(const std::string& id) const;

    std::map<std::string, std::string, std::less<>> all_;
    std::string prefix_;
    std::string suffix_;
};

}  // namespace experiment

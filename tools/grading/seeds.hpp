/// @file
/// The seeds of the suite. A student who could choose one would choose the checks' random choices.
#pragma once

#include "course/words.hpp"
#include "grading/held_folder.hpp"

#include <string>

namespace grading {

/// Makes seeds from the secret in OUT/seed.secret. The same bytes are judged in the same way, and
/// two students do not get the same questions. A seed tells nothing about the secret.
class seeds {
  public:
    seeds() = default;

    /// Reads the secret, and makes one where there is none. Throws `problem` if the file holds
    /// anything else: with a new secret all results would become invalid.
    static seeds read(const folder& out, const course::catalogue& words);

    /// True if the secret was made just now.
    [[nodiscard]] bool fresh() const { return fresh_; }

    /// The seed, in decimal, of a submission with this SHA-256.
    [[nodiscard]] std::string of(const std::string& sha256) const;

  private:
    std::string secret_;  // in hexadecimal
    bool fresh_ = false;
};

}  // namespace grading

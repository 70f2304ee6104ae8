/// @file
/// The seeds of the suite. A student who could choose one would choose the checks' random choices.
#pragma once

#include "course/words.hpp"
#include "grading/held_folder.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace grading {

/// Makes seeds from the secret in OUT/seed.secret. The same bytes are judged in the same way, and
/// two students do not get the same questions. A seed tells nothing about the secret.
class seeds {
  public:
    seeds() = default;

    /// Reads the secret in this folder, and makes one where there is none; of several runs that
    /// make one at the same time, all get the same. Throws `problem` if the file holds anything
    /// else: with a new secret all results would become invalid.
    static seeds read(const folder& in, const course::catalogue& words);

    /// The file, if the secret was made just now; otherwise empty.
    [[nodiscard]] const std::filesystem::path& made() const { return made_; }

    /// The seed, in decimal, of a submission with this SHA-256.
    [[nodiscard]] std::string of(const std::string& sha256) const;

  private:
    std::string secret_;  // in hexadecimal
    std::filesystem::path made_;
};

/// Where the shards of a class find their secret, so that each gives a submission the same seed.
[[nodiscard]] folder folder_above(const folder& shard);

/// The file of the secret that these shards shared, if it is there.
[[nodiscard]] std::optional<std::string> secret_of_shards(const folder& one_of_them);

/// Writes it into `out`, unless that has a secret: what the shards judged stays valid there.
void keep_secret(const std::string& file, const folder& out, const course::catalogue& words);

}  // namespace grading

/// @file
/// What has been proved before: a claim need not be shown again while nothing that it stands on has
/// changed.
#pragma once

#include "lab/authoring/proof.hpp"

#include <map>
#include <optional>
#include <string>

namespace authoring {

/// Kept in a file of the build tree. Only what holds is remembered: a flaw is looked at each time.
class proved_before {
  public:
    /// What the file remembers; nothing, if it is missing or makes no sense.
    explicit proved_before(std::filesystem::path file);

    /// `ground`: a fingerprint of all that the claim stands on beside its own source.
    [[nodiscard]] std::optional<proof> find(const claim& it, const std::string& ground) const;
    void add(const claim& it, const std::string& ground, const proof& came);

    /// Writes the file. Where that cannot be done, everything is proved again next time.
    void keep() const;

  private:
    struct noticed {
        std::string check;
        std::string diagnosis;
    };
    std::filesystem::path file_;
    std::map<std::string, noticed> all_;
};

/// A fingerprint of what every claim about `exercise` stands on: its data, files and words, the
/// suite and its words, the folder `guide`, sock.hpp, the compiler.
[[nodiscard]] std::string ground_of(const judge::tools& tools, const course::exercise& exercise,
                                    const std::filesystem::path& guide);

}  // namespace authoring
